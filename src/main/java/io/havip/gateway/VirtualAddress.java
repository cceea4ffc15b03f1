package io.havip.gateway;

import io.havip.linux.AddressFlag;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/**
 * An address that moves with the role.
 *
 * @param address IPv4 or IPv6
 * @param prefixLength default 32 or 128, as in keepalived
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
        String interfaceName,
        Optional<String> label,
        int scope,
        boolean advertised,
        Set<AddressFlag> flags) {
    public VirtualAddress {
        flags = Set.copyOf(flags);
    }

    /** Without flags. */
    public VirtualAddress(
            InetAddress address,
            int prefixLength,
            String interfaceName,
            Optional<String> label,
            int scope,
            boolean advertised) {
        this(address, prefixLength, interfaceName, label, scope, advertised, Set.of());
    }

    /** The same on another interface. */
    public VirtualAddress on(String otherInterfaceName) {
        return new VirtualAddress(address, prefixLength, otherInterfaceName, label, scope, advertised, flags);
    }
}
