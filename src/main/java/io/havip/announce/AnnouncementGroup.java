package io.havip.announce;

import java.util.List;
import java.util.Optional;

/**
 * Interfaces whose announcements reach the same switch, which can't take many at once: one on any of them keeps its distance
 * from the last one on any other (keepalived's {@code garp_group}).
 *
 * @param interfaceNames at least one; each in one group at most
 * @param intervalNanos between gratuitous ARPs; empty for what the virtual router's settings say
 * @param neighbourIntervalNanos likewise between neighbour advertisements
 */
public record AnnouncementGroup(
        List<String> interfaceNames, Optional<Long> intervalNanos, Optional<Long> neighbourIntervalNanos) {
    public AnnouncementGroup {
        interfaceNames = List.copyOf(interfaceNames);
    }
}
