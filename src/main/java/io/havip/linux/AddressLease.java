package io.havip.linux;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/**
 * An address to be bound for a limited time.
 *
 * @param peer the other end's, in place of the address's own network
 * @param scope 0 global, 253 link, 254 host; the kernel finds IPv6's itself
 * @param label IPv4 only, at most 15 characters
 * @param flags what else the kernel does
 * @param validSeconds until the kernel removes it, unless it is replaced earlier: 1.., or {@link InterfaceAddress#FOREVER}
 */
public record AddressLease(
        int interfaceIndex,
        InetAddress address,
        int prefixLength,
        Optional<InetAddress> peer,
        int scope,
        Optional<String> label,
        Set<AddressFlag> flags,
        long validSeconds) {
    public AddressLease {
        flags = Set.copyOf(flags);
    }

    public AddressIdentity identity() {
        return new AddressIdentity(interfaceIndex, address, prefixLength, peer);
    }
}
