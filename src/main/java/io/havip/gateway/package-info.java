/**
 * A running gateway, {@link io.havip.gateway.Gateway}, for the threads that start, reload, ask and stop it, put together from its
 * rooms: {@code loop} (the thread that owns the protocol), {@code instance} (one virtual router and its hands), {@code doctor}
 * (what is wrong with a peer), {@code host} (the machine around them) and {@code settings}. Each room may use those named after it.
 */
@NullMarked
package io.havip.gateway;

import org.jspecify.annotations.NullMarked;
