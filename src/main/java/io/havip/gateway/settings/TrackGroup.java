package io.havip.gateway.settings;

import java.util.List;

/** Addresses, routes and rules without which some instances can't be active (keepalived's {@code track_group}). */
public record TrackGroup(String name, List<VirtualAddress> addresses, Routing routing) {

    /** What the names of their trackers begin with, so that a script may have the same name. */
    public static final String TRACKER_PREFIX = "static ";

    public TrackGroup {
        addresses = List.copyOf(addresses);
    }

    /** The tracker's name. */
    public String tracker() {
        return TRACKER_PREFIX + name;
    }
}
