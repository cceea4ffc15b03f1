/**
 * Who was active when, and what went wrong, as a capture shows it: any capture, of any routers. Pure, on the thread of whoever asks.
 *
 * <p>An {@link io.havip.audit.Audit} is shown frame after frame. For each router whose advertisements it sees, the protocol's own
 * state machine ({@link io.havip.vrrp.VirtualRouter}) stands in, with the settings that the advertisements tell: it says when the
 * router should have taken over, and when it should have given way. What a stranger has captured, or forged, costs a bounded
 * amount of memory.
 */
@NullMarked
package io.havip.audit;

import org.jspecify.annotations.NullMarked;
