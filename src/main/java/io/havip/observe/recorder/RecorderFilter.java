package io.havip.observe.recorder;

import io.havip.vrrp.Family;
import io.havip.wire.FrameSubject;
import io.havip.wire.IpAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What is recorded on a link, in the words of {@code pcap-filter(7)}: the kernel leaves everything else alone. */
final class RecorderFilter {
    /** Beyond that the filter is a longer way than the packet's: whatever is of the kind is captured, and sorted here. */
    static final int TERMS_MAX = 64;

    private RecorderFilter() {}

    /**
     * Advertisements, in first fragments too.
     *
     * @param routers at least one
     */
    static String advertisements(Set<FrameSubject.Router> routers) {
        var kinds = new ArrayList<String>();
        if (routers.stream().anyMatch(router -> router.family() == Family.IPV4)) {
            kinds.add("(ip proto 112 and ip[6:2] & 0x1fff = 0"
                    + vrids(routers, Family.IPV4, "ip[((ip[0] & 0xf) << 2) + 1]") + ")");
        }
        if (routers.stream().anyMatch(router -> router.family() == Family.IPV6)) {
            kinds.add("(ip6[6] = 112" + vrids(routers, Family.IPV6, "ip6[41]") + ")");
        }
        return String.join(" or ", kinds);
    }

    private static String vrids(Set<FrameSubject.Router> routers, Family family, String field) {
        return either(routers.stream()
                .filter(router -> router.family() == family)
                .map(FrameSubject.Router::vrid)
                .distinct()
                .sorted()
                .map(vrid -> field + " = " + vrid)
                .toList());
    }

    /**
     * ARP by or for an address, neighbour solicitations and advertisements for one.
     *
     * @param addresses at least one
     */
    static String neighbours(Collection<InetAddress> addresses) {
        var kinds = new ArrayList<String>();
        Predicate<InetAddress> ipv4 = Inet4Address.class::isInstance;
        var arp = terms(addresses, ipv4, address -> "arp host " + IpAddress.text(address));
        if (!arp.isEmpty()) {
            kinds.add("(arp" + either(arp) + ")");
        }
        var discovery = terms(addresses, ipv4.negate(), RecorderFilter::target);
        if (!discovery.isEmpty()) {
            kinds.add("(icmp6 and (ip6[40] = 135 or ip6[40] = 136)" + either(discovery) + ")");
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

    private static String either(List<String> terms) {
        return terms.size() > TERMS_MAX ? "" : " and (" + String.join(" or ", terms) + ")";
    }
}
