package io.havip.gateway.settings;

import io.havip.health.Tracking;
import java.util.List;

/**
 * What an instance follows, and what becomes of it when that fails.
 *
 * @param ownInterface whether a failure of its own interface means FAULT ({@code dont_track_primary}: not)
 * @param interfaces the names of further interfaces and how they are followed
 * @param health the names of scripts or of {@code haproxy}, and how they are followed
 * @param lastResort when it serves all the same
 * @param damped whether it preempts only after a while when it has lost the role to one of these again and again
 */
public record TrackingSettings(
        boolean ownInterface,
        List<Tracking> interfaces,
        List<Tracking> health,
        LastResortSettings lastResort,
        boolean damped) {
    public TrackingSettings {
        interfaces = List.copyOf(interfaces);
        health = List.copyOf(health);
    }

    /** What follows nothing but, perhaps, its own interface. */
    public static TrackingSettings nothing(boolean ownInterface) {
        return new TrackingSettings(ownInterface, List.of(), List.of(), LastResortSettings.NEVER, false);
    }

    /** Whether a verdict of this tracker counts. */
    public boolean follows(String tracker) {
        return health.stream().anyMatch(tracking -> tracking.tracker().equals(tracker));
    }
}
