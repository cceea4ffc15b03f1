package io.havip.observe.recorder;

import io.havip.announce.WatchedAddress;
import io.havip.vrrp.Family;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A virtual router whose packets are recorded.
 *
 * @param name the VRRP instance's
 * @param baseName the interface where its advertisements pass, the one beneath where they leave by that of a virtual MAC: its name, or
 *     an address that it has
 * @param interfaceNames those whose addresses are this host's: the same and those of virtual MACs
 * @param source the configured one of its advertisements
 * @param addresses the virtual addresses, and where ARP and neighbour discovery for them pass
 */
public record RecordedRouter(
        String name,
        Family family,
        int vrid,
        String baseName,
        Set<String> interfaceNames,
        Optional<InetAddress> source,
        List<WatchedAddress> addresses) {
    public RecordedRouter {
        interfaceNames = Set.copyOf(interfaceNames);
        addresses = List.copyOf(addresses);
    }
}
