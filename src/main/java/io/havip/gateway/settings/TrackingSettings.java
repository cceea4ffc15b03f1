package io.havip.gateway.settings;

import io.havip.health.Tracking;
import java.util.List;

/**
 * What an instance follows.
 *
 * @param ownInterface whether a failure of its own interface means FAULT ({@code dont_track_primary}: not)
 * @param interfaces the names of further interfaces and how they are followed
 * @param health the names of scripts or of {@code haproxy}, and how they are followed
 */
public record TrackingSettings(boolean ownInterface, List<Tracking> interfaces, List<Tracking> health) {
    public TrackingSettings {
        interfaces = List.copyOf(interfaces);
        health = List.copyOf(health);
    }

    /** Whether a verdict of this tracker counts. */
    public boolean follows(String tracker) {
        return health.stream().anyMatch(tracking -> tracking.tracker().equals(tracker));
    }
}
