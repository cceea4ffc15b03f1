package io.havip.health;

import java.util.OptionalInt;

/**
 * What a tracker says of the thing it tracks.
 *
 * @param tracker the tracker's name
 * @param healthy whether the thing works
 * @param value the number that a tracked file holds; empty for what only works or fails
 * @param reason one short sentence for people, e.g. "process 4711 exited"
 * @param seenAtNanos when the tracker first saw the evidence, on the monotonic clock: the start of the
 *     detection phase
 * @param measured whether it is of the thing; if not, the tracker itself does not run, and whatever the thing may be like counts
 *     against the router
 */
public record Verdict(
        String tracker, boolean healthy, OptionalInt value, String reason, long seenAtNanos, boolean measured) {

    /** Whether another one says the same, if for other evidence. */
    boolean says(Verdict other) {
        return healthy == other.healthy && value.equals(other.value) && reason.equals(other.reason);
    }

    /** Of something that only works or fails. */
    public Verdict(String tracker, boolean healthy, String reason, long seenAtNanos) {
        this(tracker, healthy, OptionalInt.empty(), reason, seenAtNanos);
    }

    /** Of the thing. */
    public Verdict(String tracker, boolean healthy, OptionalInt value, String reason, long seenAtNanos) {
        this(tracker, healthy, value, reason, seenAtNanos, true);
    }

    /** Of a tracker that does not run. */
    static Verdict none(String tracker, String reason, long seenAtNanos) {
        return new Verdict(tracker, false, OptionalInt.empty(), reason, seenAtNanos, false);
    }
}
