package io.havip.linux;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * What makes an address of the host this one and no other: an address is more than its number.
 *
 * @param prefixLength 0..32 or 0..128
 * @param peer of a point-to-point link, to which the prefix length belongs
 */
public record AddressIdentity(int interfaceIndex, InetAddress address, int prefixLength, Optional<InetAddress> peer) {

    /** The compiler's own is slow before it is optimized, and the loop asks for it whenever it renews a lease. */
    @Override
    public boolean equals(Object other) {
        return other instanceof AddressIdentity(int index, var number, int length, var end)
                && interfaceIndex == index
                && prefixLength == length
                && address.equals(number)
                && peer.equals(end);
    }

    @Override
    public int hashCode() {
        return address.hashCode();
    }

    /**
     * Whether the kernel can't have both: to bind the one would change the other, to remove the one might take the other. IPv6
     * has each number once on an interface, IPv4 once in each network.
     */
    public boolean excludes(AddressIdentity other) {
        if (interfaceIndex != other.interfaceIndex || !address.equals(other.address)) {
            return false;
        }
        return address instanceof Inet6Address
                || (prefixLength == other.prefixLength && sameNetwork(end(), other.end(), prefixLength));
    }

    private InetAddress end() {
        return peer.orElse(address);
    }

    private static boolean sameNetwork(InetAddress one, InetAddress other, int prefixLength) {
        byte[] left = one.getAddress();
        byte[] right = other.getAddress();
        for (int bit = 0; bit < prefixLength; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if (((left[bit / Byte.SIZE] ^ right[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
