/**
 * Bytes to values and back, by pure functions that any thread may call: VRRP advertisements, ARP and neighbour advertisement
 * frames, checksums.
 *
 * <p>Decoding never throws on what a stranger sent: it answers with a packet or with the
 * {@link io.havip.vrrp.DropReason} why there is none.
 */
@NullMarked
package io.havip.wire;

import org.jspecify.annotations.NullMarked;
