/**
 * The protocol: VRRP version 3 (RFC 9568) and version 2 (RFC 3768), sans-IO, on the one thread that owns a router.
 *
 * <p>A {@link io.havip.vrrp.VirtualRouter} takes {@linkplain io.havip.vrrp.Event events} with a monotonic time and
 * answers with {@linkplain io.havip.vrrp.Action actions}; it asks for exactly one next deadline. There is no clock, no
 * thread, no socket and no framework in this package: it depends on {@code java.base} alone. It is not thread-safe:
 * see {@code io.havip.gateway}.
 */
@NullMarked
package io.havip.vrrp;

import org.jspecify.annotations.NullMarked;
