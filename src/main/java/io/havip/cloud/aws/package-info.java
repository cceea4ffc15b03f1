/**
 * Amazon's EC2, version 2016-11-15 of its query API: secondary private addresses, elastic addresses and routes; on the thread of
 * whoever calls.
 */
@NullMarked
package io.havip.cloud.aws;

import org.jspecify.annotations.NullMarked;
