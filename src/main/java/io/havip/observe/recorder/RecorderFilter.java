package io.havip.observe.recorder;

import io.havip.announce.NeighbourFilter;
import io.havip.vrrp.Family;
import io.havip.wire.FrameSubject;
import java.util.ArrayList;
import java.util.Set;

/** Which advertisements are recorded on a link, in the words of {@code pcap-filter(7)}: the kernel leaves everything else alone. */
final class RecorderFilter {
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
        return NeighbourFilter.among(routers.stream()
                .filter(router -> router.family() == family)
                .map(FrameSubject.Router::vrid)
                .distinct()
                .sorted()
                .map(vrid -> field + " = " + vrid)
                .toList());
    }
}
