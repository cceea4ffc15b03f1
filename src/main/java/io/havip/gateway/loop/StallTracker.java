package io.havip.gateway.loop;

import io.havip.observe.Meters.LoopMeters;

/** The loop's own health: how late it wakes up, how long its cycles take, and whether it was kept from running. */
public final class StallTracker {
    /** How far past its deadline the loop may be before it is no longer taken for alive. */
    private static final long DEAD_NANOS = 5_000_000_000L;

    private final LoopMeters meters;
    private long stallNanos = Long.MAX_VALUE;
    private long latenessNanos;
    private volatile long deadlineNanos = Long.MAX_VALUE;

    StallTracker(LoopMeters meters) {
        this.meters = meters;
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
            }
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
