package io.havip.announce;

import io.havip.wire.IpAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What passes a link about given addresses of it, by ARP and neighbour discovery, in the words of {@code pcap-filter(7)}: the kernel
 * leaves everything else alone. Of more addresses than {@value #TERMS_MAX} in a family, whatever is of the kind.
 */
public final class NeighbourFilter {
    /** Beyond that the filter is a longer way than the packet's: whatever is of the kind is captured, and sorted here. */
    public static final int TERMS_MAX = 64;

    private NeighbourFilter() {}

    /**
     * ARP by or for an address, neighbour solicitations and advertisements for one.
     *
     * @param addresses at least one
     */
    public static String all(Collection<InetAddress> addresses) {
        return of(addresses, "arp host ", "(ip6[40] = 135 or ip6[40] = 136)");
    }

    /**
     * ARP by an address, neighbour advertisements of one: who asks for it stays away.
     *
     * @param addresses at least one
     */
    static String claims(Collection<InetAddress> addresses) {
        return of(addresses, "arp src host ", "ip6[40] = 136");
    }

    private static String of(Collection<InetAddress> addresses, String arp, String discovery) {
        var kinds = new ArrayList<String>();
        Predicate<InetAddress> ipv4 = Inet4Address.class::isInstance;
        var hosts = terms(addresses, ipv4, address -> arp + IpAddress.text(address));
        if (!hosts.isEmpty()) {
            kinds.add("(arp" + among(hosts) + ")");
        }
        var targets = terms(addresses, ipv4.negate(), NeighbourFilter::target);
        if (!targets.isEmpty()) {
            kinds.add("(icmp6 and " + discovery + among(targets) + ")");
        }
        return String.join(" or ", kinds);
    }

    private static List<String> terms(
            Collection<InetAddress> addresses, Predicate<InetAddress> which, Function<InetAddress, String> term) {
        return addresses.stream().filter(which).map(term).distinct().sorted().toList();
    }

    /** Behind the header of ICMPv6 and a reserved word (RFC 4861 section 4.3). */
    private static String target(InetAddress address) {
        var words = new ArrayList<String>();
        var bytes = ByteBuffer.wrap(address.getAddress());
        for (int offset = 48; bytes.hasRemaining(); offset += Integer.BYTES) {
            words.add("ip6[%d:4] = 0x%08x".formatted(offset, bytes.getInt()));
        }
        return words.stream().collect(Collectors.joining(" and ", "(", ")"));
    }

    /** What goes on behind a kind: only those that one of the terms is true of, unless there are too many. */
    public static String among(List<String> terms) {
        return terms.size() > TERMS_MAX ? "" : " and (" + String.join(" or ", terms) + ")";
    }
}
