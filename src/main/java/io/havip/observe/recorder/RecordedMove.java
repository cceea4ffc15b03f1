package io.havip.observe.recorder;

import io.havip.observe.TransitionReport;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * A transition as the journal has told it.
 *
 * @param sequence the entry's number
 * @param decidedAt the entry's time: whatever is told of its packets is by that
 * @param node the node's name
 */
public record RecordedMove(long sequence, Instant decidedAt, String node, TransitionReport report) {
    /** When it was decided, as packets have their times. */
    long decidedAtEpochNanos() {
        return TimeUnit.SECONDS.toNanos(decidedAt.getEpochSecond()) + decidedAt.getNano();
    }

    /** Likewise, when that was seen which led to it. */
    long evidenceAtEpochNanos() {
        return decidedAtEpochNanos() - (report.decidedAtNanos() - report.move().evidenceAtNanos());
    }
}
