package io.havip.announce;

import io.havip.wire.IpAddress;
import io.havip.wire.MacAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What shows that the network sends an address here: IP packets that came to one of our own MAC addresses. That leaves out what we
 * send, broadcasts, multicasts, and what a switch floods for the MAC address of the former owner. Neither ARP nor
 * neighbour discovery (RFC 4861 section 4) counts: a neighbour that asks, or answers a question of ours, has still to send something.
 */
final class TrafficFilter {
    private TrafficFilter() {}

    /**
     * @param mac the interface's own
     * @param addresses at least one
     * @return in the words of {@code pcap-filter(7)}
     */
    static String of(MacAddress mac, Collection<WatchedAddress> addresses) {
        var macs = Stream.concat(Stream.of(mac), addresses.stream().flatMap(watched -> watched.virtualMac().stream()))
                .map(own -> "ether dst " + own)
                .distinct()
                .sorted()
                .collect(Collectors.joining(" or "));
        var packets = new ArrayList<String>();
        addTo(packets, "ip and ", Inet4Address.class, addresses);
        addTo(packets, "ip6 and not (icmp6 and ip6[40] >= 133 and ip6[40] <= 137) and ", Inet6Address.class, addresses);
        return "(" + macs + ") and (" + String.join(" or ", packets) + ")";
    }

    private static void addTo(
            List<String> packets,
            String which,
            Class<? extends InetAddress> family,
            Collection<WatchedAddress> addresses) {
        var hosts = addresses.stream()
                .map(WatchedAddress::address)
                .filter(family::isInstance)
                .map(address -> "dst host " + IpAddress.text(address))
                .distinct()
                .sorted()
                .toList();
        if (!hosts.isEmpty()) {
            packets.add("(" + which + "(" + String.join(" or ", hosts) + "))");
        }
    }
}
