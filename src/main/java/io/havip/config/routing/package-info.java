/**
 * Routes and rules in the words of {@code ip route} and {@code ip rule}, read and written, in either format, on the thread of
 * whoever asks.
 */
@NullMarked
package io.havip.config.routing;

import org.jspecify.annotations.NullMarked;
