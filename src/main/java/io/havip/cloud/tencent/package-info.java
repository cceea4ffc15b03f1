/**
 * Tencent Cloud's virtual private network, version 2017-03-12 of its API: HAVIPs, secondary addresses, and public addresses on
 * HAVIPs; on the thread of whoever calls.
 */
@NullMarked
package io.havip.cloud.tencent;

import org.jspecify.annotations.NullMarked;
