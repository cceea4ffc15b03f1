package io.havip.gateway.settings;

import io.havip.linux.AddressFlag;
import io.havip.linux.AddressIdentity;
import io.havip.linux.AddressLease;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/**
 * An address that moves with the role.
 *
 * @param address IPv4 or IPv6
 * @param prefixLength default 32 or 128, as in keepalived; with a peer the one of that
 * @param peer the address at the other end of a point-to-point link
 * @param interfaceName the interface that it is bound to ({@code dev}); the virtual router's own unless given
 * @param label the IPv4 label, at most 15 characters, e.g. {@code eth0:vip}
 * @param scope the routing scope: 0 global, 253 link, 254 host
 * @param advertised whether it is listed in advertisements ({@code virtual_ipaddress}) or only bound and announced
 *     ({@code virtual_ipaddress_excluded})
 * @param flags what else the kernel does when it is bound
 */
public record VirtualAddress(
        InetAddress address,
        int prefixLength,
        Optional<InetAddress> peer,
        String interfaceName,
        Optional<String> label,
        int scope,
        boolean advertised,
        Set<AddressFlag> flags) {
    public VirtualAddress {
        flags = Set.copyOf(flags);
    }

    /** Asked for at each renewal: the number tells most of them apart. */
    @Override
    public int hashCode() {
        return address.hashCode();
    }

    /** The same on another interface. */
    public VirtualAddress on(String otherInterfaceName) {
        return new VirtualAddress(address, prefixLength, peer, otherInterfaceName, label, scope, advertised, flags);
    }

    /** As {@code ip address} writes it: {@code 192.0.2.1/24}, {@code 192.0.2.1 peer 192.0.2.2/32}. */
    public String written() {
        return IpAddress.text(address)
                + peer.map(other -> " peer " + IpAddress.text(other)).orElse("") + "/" + prefixLength;
    }

    /** What it is to the kernel, on the interface that has this index now. */
    public AddressIdentity identity(int interfaceIndex) {
        return new AddressIdentity(interfaceIndex, address, prefixLength, peer);
    }

    /** What is asked of the kernel. */
    public AddressLease lease(int interfaceIndex, long validSeconds) {
        return new AddressLease(interfaceIndex, address, prefixLength, peer, scope, label, flags, validSeconds);
    }
}
