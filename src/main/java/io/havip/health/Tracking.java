package io.havip.health;

import org.jspecify.annotations.Nullable;

/**
 * How a virtual router follows a tracker (keepalived's {@code track_script}, {@code track_interface}).
 *
 * @param tracker the tracker's name; for an interface its name
 * @param weight -254..254: 0, a failure puts the router into FAULT; positive, added to the priority while healthy;
 *     negative, added to the priority while unhealthy; of a file, what its value is multiplied by
 * @param reverse without a weight, health puts the router into FAULT and failure does not; with a weight, what would be
 *     added is subtracted, and the other way round
 */
public record Tracking(String tracker, int weight, boolean reverse) {
    /** What a tracker may add to a priority or take from it. */
    public static final int WEIGHT_MAX = 253;

    /** Whether the verdict on what works or fails, if there is one yet, counts against the router. */
    public boolean suffers(@Nullable Verdict verdict) {
        return verdict != null && verdict.value().isEmpty() && (!verdict.measured() || verdict.healthy() == reverse);
    }
}
