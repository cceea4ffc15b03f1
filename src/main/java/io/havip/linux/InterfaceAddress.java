package io.havip.linux;

import java.net.InetAddress;
import java.util.Optional;

/**
 * An address of an interface as the kernel describes it now.
 *
 * @param address the local one. IPv6 ones, link-local ones too, carry no scope id; {@link InetAddress#equals} ignores those,
 *     so that an address from a configuration equals the one from the kernel
 * @param prefixLength 0..32 or 0..128
 * @param peer of a point-to-point link, to which the prefix length belongs
 * @param scope 0 global, 253 link, 254 host
 * @param flags IFA_F_*, e.g. 0x20 deprecated, 0x80 permanent
 * @param validSeconds until the kernel removes it, or {@link #FOREVER}
 */
public record InterfaceAddress(
        int interfaceIndex,
        InetAddress address,
        int prefixLength,
        Optional<InetAddress> peer,
        int scope,
        int flags,
        long validSeconds) {

    /** The lifetime that does not end (INFINITY_LIFE_TIME). */
    public static final long FOREVER = 0xffff_ffffL;

    private static final int IFA_F_TENTATIVE = 0x40;

    public AddressIdentity identity() {
        return new AddressIdentity(interfaceIndex, address, prefixLength, peer);
    }

    /** Whether it stays until somebody removes it. */
    public boolean permanent() {
        return validSeconds == FOREVER;
    }

    /** Whether duplicate address detection (RFC 4862) has yet to allow its use. */
    public boolean tentative() {
        return (flags & IFA_F_TENTATIVE) != 0;
    }
}
