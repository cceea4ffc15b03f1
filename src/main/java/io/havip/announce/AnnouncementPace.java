package io.havip.announce;

import io.havip.announce.Announcement.BoundAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When an address may be announced: some time after the last announcement on the same interface, or on another one of its
 * group, of whichever virtual router that was. Gratuitous ARPs and neighbour advertisements do not wait for each other.
 * Sans-IO.
 */
final class AnnouncementPace {
    private final Map<Shared, Long> sentNanos = new HashMap<>();
    private volatile Map<String, AnnouncementGroup> groups = Map.of();

    /** @param interfaceName of a group, the first one of it */
    private record Shared(String interfaceName, boolean neighbourAdvertisement) {}

    /** These are the groups from now on. Callable from any thread. */
    void group(List<AnnouncementGroup> changed) {
        var byInterface = new HashMap<String, AnnouncementGroup>();
        changed.forEach(group -> group.interfaceNames().forEach(name -> byInterface.put(name, group)));
        groups = byInterface;
    }

    /** The earliest time; {@link Long#MIN_VALUE} for any. */
    long readyNanos(BoundAddress address, AnnouncementSettings settings) {
        long intervalNanos = intervalNanos(address, settings);
        var last = sentNanos.get(shared(address));
        return intervalNanos == 0 || last == null ? Long.MIN_VALUE : last + intervalNanos;
    }

    /** Whether it need not keep a distance from any other. Callable from any thread. */
    boolean free(BoundAddress address, AnnouncementSettings settings) {
        return intervalNanos(address, settings) == 0;
    }

    void sent(BoundAddress address, long nowNanos) {
        sentNanos.put(shared(address), nowNanos);
    }

    private long intervalNanos(BoundAddress address, AnnouncementSettings settings) {
        var group = groups.get(address.baseName());
        if (address.neighbour()) {
            long own = settings.distance().neighbourNanos();
            return group == null ? own : group.neighbourIntervalNanos().orElse(own);
        }
        long own = settings.distance().arpNanos();
        return group == null ? own : group.intervalNanos().orElse(own);
    }

    private Shared shared(BoundAddress address) {
        var group = groups.get(address.baseName());
        return new Shared(
                group == null ? address.baseName() : group.interfaceNames().getFirst(), address.neighbour());
    }
}
