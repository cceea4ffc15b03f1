package io.havip.gateway.loop;

import io.havip.gateway.host.Deadlines;
import io.havip.vrrp.VirtualRouter;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongConsumer;

/**
 * What takes too long to be done for many at once: a part of it in each cycle. The first of it waits until the loop has kept time
 * for a while: a router that begins while code is being loaded, or others have the processors, takes a role that it can't keep.
 * Owned by the loop's thread.
 */
final class Chores {
    private static final long STEP_NANOS = 1_000_000L;
    /** So many steps after each other, none of them late. */
    private static final int STEPS = 5;

    private static final long LATE_NANOS = 1_000_000L;
    /** A machine that never lets the loop keep time has its routers all the same. */
    static final long PATIENCE_NANOS = 500_000_000L;

    private final Queue<LongConsumer> waiting = new ArrayDeque<>();
    private final Deadlines.Timer timer;
    private boolean begun;
    private long patientUntilNanos = VirtualRouter.NEVER;
    private long stepNanos;
    private int kept;

    Chores(Deadlines deadlines) {
        this.timer = deadlines.timer(this::step);
    }

    /** @param chore is told the time */
    void add(LongConsumer chore, long nowNanos) {
        waiting.add(chore);
        if (patientUntilNanos == VirtualRouter.NEVER) {
            patientUntilNanos = nowNanos + PATIENCE_NANOS;
            await(nowNanos);
        }
    }

    private void await(long nowNanos) {
        stepNanos = nowNanos + STEP_NANOS;
        timer.set(stepNanos);
    }

    private void step(long nowNanos) {
        kept = nowNanos - stepNanos < LATE_NANOS ? kept + 1 : 0;
        if (kept == STEPS || nowNanos >= patientUntilNanos) {
            begun = true;
        } else {
            await(nowNanos);
        }
    }

    /** Nothing of it any more. */
    void clear() {
        waiting.clear();
    }

    /** Whether some of it would be done now. */
    boolean due() {
        return begun && !waiting.isEmpty();
    }

    /** Does the next, if it is time. */
    void work(long nowNanos) {
        if (due()) {
            waiting.remove().accept(nowNanos);
        }
    }
}
