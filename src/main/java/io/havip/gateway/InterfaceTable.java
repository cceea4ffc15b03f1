package io.havip.gateway;

import io.havip.linux.InterfaceAddress;
import io.havip.linux.Link;
import io.havip.linux.NetlinkEvent;
import io.havip.linux.Rtnetlink;
import io.havip.vrrp.Family;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The host's interfaces and their addresses, kept up to date from the kernel's notifications. */
final class InterfaceTable {
    private final Map<Integer, Link> links = new HashMap<>();
    private final List<InterfaceAddress> addresses = new ArrayList<>();

    /** Reads everything anew: at the start, and when notifications were lost. */
    void reload(Rtnetlink rtnetlink) {
        links.clear();
        addresses.clear();
        rtnetlink.links().forEach(link -> links.put(link.index(), link));
        addresses.addAll(rtnetlink.addresses());
    }

    void apply(NetlinkEvent event) {
        switch (event) {
            case NetlinkEvent.LinkChanged(var link) -> links.put(link.index(), link);
            case NetlinkEvent.LinkRemoved(var link) -> {
                links.remove(link.index());
                addresses.removeIf(address -> address.interfaceIndex() == link.index());
            }
            case NetlinkEvent.AddressAdded(var added) -> {
                remove(added);
                addresses.add(added);
            }
            case NetlinkEvent.AddressRemoved(var removed) -> remove(removed);
            case NetlinkEvent.Overrun() -> {}
        }
    }

    private void remove(InterfaceAddress removed) {
        addresses.removeIf(address -> address.interfaceIndex() == removed.interfaceIndex()
                && address.prefixLength() == removed.prefixLength()
                && address.address().equals(removed.address()));
    }

    Optional<Link> link(String name) {
        for (var link : links.values()) {
            if (link.name().equals(name)) {
                return Optional.of(link);
            }
        }
        return Optional.empty();
    }

    /** Whether the interface exists, is switched on and has a carrier. */
    boolean usable(String name) {
        return link(name).filter(link -> link.up() && link.running()).isPresent();
    }

    boolean hasAddress(InetAddress address) {
        return addresses.stream().anyMatch(bound -> bound.address().equals(address) && !bound.tentative());
    }

    List<InterfaceAddress> addresses() {
        return addresses;
    }

    /**
     * The address that advertisements are sent from unless the configuration names one: with IPv4 the interface's first,
     * with IPv6 its link-local one (RFC 9568 section 5.1.2.1).
     *
     * @param virtualAddresses what may not serve, because it moves
     */
    Optional<InetAddress> primaryAddress(String interfaceName, Family family, Set<InetAddress> virtualAddresses) {
        return link(interfaceName)
                .flatMap(link -> addresses.stream()
                        .filter(bound -> bound.interfaceIndex() == link.index() && !bound.tentative())
                        .map(InterfaceAddress::address)
                        .filter(address -> Family.of(address) == family && !virtualAddresses.contains(address))
                        .filter(address -> family == Family.IPV4 || address.isLinkLocalAddress())
                        .findFirst());
    }
}
