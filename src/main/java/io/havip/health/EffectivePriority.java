package io.havip.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What health makes of a configured priority: keepalived's arithmetic ({@code vrrp_track.c}).
 *
 * <p>A positive weight counts while its tracker is healthy, a negative one while it is unhealthy; {@code reverse} turns
 * the sign of what counts. The sum is held within 1..254. The owner's 255 is never changed by a weight. A tracker
 * without a weight puts the router into FAULT while it is unhealthy, with {@code reverse} while it is healthy. The value
 * of a tracked file counts as often as its weight says; below -253 it puts the router into FAULT.
 *
 * <p>A tracker that has not said anything yet is a fault where it has no weight, and otherwise counts nothing. One that does not run
 * counts against the router, as the worse of what its verdict may be, with {@code reverse} too.
 *
 * @param priority 1..254, or 255 for the owner
 * @param faults why the router must take no part; empty if it may
 */
public record EffectivePriority(int priority, List<Fault> faults) {

    /**
     * A reason for FAULT.
     *
     * @param tracker the name of the tracker
     * @param reason one short sentence for people
     */
    public record Fault(String tracker, String reason) {}

    /** The reason of a tracker that has not spoken yet. */
    public static final String UNCHECKED = "has not been checked yet";

    private static final int OWNER_PRIORITY = 255;

    public EffectivePriority {
        faults = List.copyOf(faults);
    }

    /**
     * What remains of a priority.
     *
     * @param configured the configured priority, 1..255
     * @param trackings what the router follows
     * @param verdicts the last verdict of each tracker that has spoken, by its name
     */
    public static EffectivePriority of(int configured, List<Tracking> trackings, Map<String, Verdict> verdicts) {
        int sum = configured;
        var faults = new ArrayList<Fault>();
        for (var tracking : trackings) {
            var verdict = verdicts.get(tracking.tracker());
            if (tracking.weight() != 0 && verdict != null && verdict.value().isPresent()) {
                long points = (long) verdict.value().getAsInt() * tracking.weight() * (tracking.reverse() ? -1 : 1);
                if (points < -Tracking.WEIGHT_MAX) {
                    faults.add(new Fault(tracking.tracker(), verdict.reason()));
                }
                sum += Math.clamp(points, -Tracking.WEIGHT_MAX, Tracking.WEIGHT_MAX);
            } else if (tracking.weight() != 0) {
                sum += verdict == null ? 0 : contribution(tracking, verdict);
            } else if (verdict == null) {
                faults.add(new Fault(tracking.tracker(), UNCHECKED));
            } else if (!verdict.measured() || verdict.healthy() == tracking.reverse()) {
                faults.add(new Fault(tracking.tracker(), verdict.reason()));
            }
        }
        int priority = configured == OWNER_PRIORITY ? OWNER_PRIORITY : Math.clamp(sum, 1, OWNER_PRIORITY - 1);
        return new EffectivePriority(priority, faults);
    }

    public boolean fault() {
        return !faults.isEmpty();
    }

    private static int contribution(Tracking tracking, Verdict verdict) {
        return verdict.measured()
                ? contribution(tracking, verdict.healthy())
                : Math.min(contribution(tracking, true), contribution(tracking, false));
    }

    private static int contribution(Tracking tracking, boolean healthy) {
        boolean counts = healthy == tracking.weight() > 0;
        if (!counts) {
            return 0;
        }
        return tracking.reverse() ? -tracking.weight() : tracking.weight();
    }
}
