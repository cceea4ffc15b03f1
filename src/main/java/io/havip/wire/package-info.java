/**
 * Bytes to values and back, by pure functions that any thread may call: VRRP advertisements, ARP and neighbour advertisement
 * frames, checksums; capture files, and what is in their frames.
 *
 * <p>Decoding never throws on what a stranger sent: it answers with a packet or with the
 * {@link io.havip.vrrp.DropReason} why there is none. A capture file that is none is refused with the place.
 */
@NullMarked
package io.havip.wire;

import org.jspecify.annotations.NullMarked;
