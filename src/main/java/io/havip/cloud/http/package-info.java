/**
 * Any other API that moves addresses: requests that the operator describes, with places for what differs, on the thread of whoever
 * calls.
 */
@NullMarked
package io.havip.cloud.http;

import org.jspecify.annotations.NullMarked;
