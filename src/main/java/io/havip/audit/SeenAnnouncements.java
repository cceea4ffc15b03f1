package io.havip.audit;

import io.havip.vrrp.Family;
import io.havip.wire.Dissector.Dissection.Neighbour;
import io.havip.wire.MacAddress;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** When everybody was last told, unasked, where an address is. */
final class SeenAnnouncements {
    /** Beyond them none is kept: then it can't be said of an address whether it was announced. */
    static final int KEPT_MAX = 50_000;

    private final Map<Told, Long> toldAtNanos = new HashMap<>();
    private final Set<Family> seen = new HashSet<>();

    private record Told(String link, InetAddress address, MacAddress where) {}

    void see(Neighbour neighbour, long atNanos) {
        seen.add(neighbour.family());
        neighbour.claim().filter(claim -> claim.unasked()).ifPresent(claim -> {
            var told = new Told(neighbour.link(), claim.address(), claim.sender());
            if (toldAtNanos.size() < KEPT_MAX || toldAtNanos.containsKey(told)) {
                toldAtNanos.put(told, atNanos);
            }
        });
    }

    /** Whether the capture has any of that family, and all that it has was kept: else it says nothing by their absence. */
    boolean complete(Family family) {
        return seen.contains(family) && toldAtNanos.size() < KEPT_MAX;
    }

    /** Whether an address was announced at one of these places since then. */
    boolean since(long nanos, String link, InetAddress address, Collection<MacAddress> places) {
        return places.stream()
                .anyMatch(place -> toldAtNanos.getOrDefault(new Told(link, address, place), Long.MIN_VALUE) >= nanos);
    }
}
