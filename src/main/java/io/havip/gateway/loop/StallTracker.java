package io.havip.gateway.loop;

import io.havip.gateway.host.Occasional;
import io.havip.observe.Meters.LoopMeters;
import io.havip.observe.journal.Entry;
import io.havip.observe.journal.Reporter;

/** The loop's own health: how late it wakes up, how long its cycles take, and whether it was kept from running. */
public final class StallTracker {
    /** How far past its deadline the loop may be before it is no longer taken for alive. */
    private static final long DEAD_NANOS = 5_000_000_000L;

    /** How long one stall after the other is kept to itself, unless it is far worse than the one that was told of. */
    private static final long PAUSE_NANOS = 10_000_000_000L;

    private final LoopMeters meters;
    private final Reporter reporter;
    private long stallNanos = Long.MAX_VALUE;
    private long latenessNanos;
    private final Occasional stalls = new Occasional(PAUSE_NANOS);
    private long toldNanos;
    private volatile long deadlineNanos = Long.MAX_VALUE;

    StallTracker(LoopMeters meters, Reporter reporter) {
        this.meters = meters;
        this.reporter = reporter;
    }

    /** @param stallNanos the lateness from which on a wake-up counts as a stall */
    void countStallsFrom(long stallNanos) {
        this.stallNanos = stallNanos;
    }

    /** The loop is about to wait until then. */
    void waitsUntil(long armedNanos) {
        deadlineNanos = armedNanos;
    }

    /** The loop runs again. */
    void wokeAt(long nowNanos) {
        long lateNanos = nowNanos - deadlineNanos;
        latenessNanos = Math.max(0, lateNanos);
        if (lateNanos >= 0) {
            meters.late(lateNanos);
            if (lateNanos > stallNanos) {
                meters.stall();
                tell(lateNanos, nowNanos);
            }
        }
    }

    /** A loop that is starved stalls all the time. */
    private void tell(long lateNanos, long nowNanos) {
        int count = stalls.happened(nowNanos, lateNanos > 2 * toldNanos);
        if (count > 0) {
            reporter.record(new Entry.Stall(lateNanos, count));
            toldNanos = lateNanos;
        }
    }

    /** How far past its deadline it has woken up, if it has. For the loop's thread. */
    long latenessNanos() {
        return latenessNanos;
    }

    void cycled(long durationNanos) {
        meters.cycle(durationNanos);
    }

    /** Whether the loop has kept its last deadline, or is not much behind it. Callable from any thread. */
    public boolean alive(long nowNanos) {
        return nowNanos - DEAD_NANOS < deadlineNanos;
    }
}
