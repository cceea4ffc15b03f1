package io.havip.observe.recorder;

import io.havip.linux.Clock;
import java.util.concurrent.TimeUnit;

/** Keeps a thread from doing something more often than so. The thread's own. */
final class Pace {
    private static final long SLOT_NANOS = 100_000_000L;
    private static final int SLOTS_PER_SECOND = 10;

    private final Clock clock;
    private final int perSlot;
    private long slotEndsAtNanos;
    private int done;

    /** @param perSecond at least 10 */
    Pace(int perSecond, Clock clock) {
        this.clock = clock;
        this.perSlot = perSecond / SLOTS_PER_SECOND;
        this.slotEndsAtNanos = clock.nanos();
    }

    /** How long to wait before it is done once more, in nanoseconds; 0 most of the time. */
    long nextInNanos() {
        long nowNanos = clock.nanos();
        if (nowNanos - slotEndsAtNanos >= 0) {
            slotEndsAtNanos = nowNanos + SLOT_NANOS;
            done = 0;
        }
        done++;
        return done <= perSlot ? 0 : slotEndsAtNanos - nowNanos;
    }

    /** Waits for as long. */
    void await() {
        try {
            TimeUnit.NANOSECONDS.sleep(nextInNanos());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
