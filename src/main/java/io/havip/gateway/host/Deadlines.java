package io.havip.gateway.host;

import io.havip.linux.Clock;
import io.havip.vrrp.VirtualRouter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/** What the loop waits for, the earliest first. All times are nanoseconds of one monotonic clock. */
public final class Deadlines {
    private static final Comparator<Timer> ORDER = (one, other) -> one.atNanos == other.atNanos
            ? Long.compare(one.number, other.number)
            : Long.compare(one.atNanos, other.atNanos);

    /** In order. A timer is set anew at each packet: in a list that allocates nothing, and moves little. */
    private final List<Timer> armed = new ArrayList<>();

    private long timers;
    private boolean meanwhile;

    /** One that waits for one time, or for none. */
    public final class Timer {
        private final long number;
        private final LongConsumer action;
        private long atNanos = VirtualRouter.NEVER;
        private boolean prompt;
        private boolean punctual;

        private Timer(long number, LongConsumer action) {
            this.number = number;
            this.action = action;
        }

        /** Whether it is done {@linkplain #meanwhile in the middle of} other things: from now on. */
        public void prompt(boolean does) {
            prompt = does;
        }

        /** Whether it seldom comes, and then each microsecond counts: from now on. */
        public void punctual(boolean is) {
            punctual = is;
        }

        /** Waits for this time in place of any other; {@link VirtualRouter#NEVER} for none. */
        public void set(long nanos) {
            if (nanos == atNanos) {
                return;
            }
            if (atNanos != VirtualRouter.NEVER) {
                armed.remove(Collections.binarySearch(armed, this, ORDER));
            }
            atNanos = nanos;
            if (nanos != VirtualRouter.NEVER) {
                armed.add(-Collections.binarySearch(armed, this, ORDER) - 1, this);
            }
        }
    }

    /**
     * In the middle of what takes long: does what has come due of those that don't bear a wait, and whose action concerns nobody else.
     * Not within what is done by this.
     */
    public void meanwhile(Clock clock) {
        long nowNanos = clock.nanos();
        if (meanwhile || nextNanos() > nowNanos) {
            return;
        }
        meanwhile = true;
        try {
            carryOut(due(nowNanos, timer -> timer.prompt), nowNanos, clock);
        } finally {
            meanwhile = false;
        }
    }

    /** @param action is told the time that it is when the timer's has come */
    public Timer timer(LongConsumer action) {
        return new Timer(++timers, action);
    }

    /** The next time of all; {@link VirtualRouter#NEVER} when nobody waits. */
    public long nextNanos() {
        return armed.isEmpty() ? VirtualRouter.NEVER : armed.getFirst().atNanos;
    }

    /** Whether the next one is {@linkplain Timer#punctual punctual}. */
    public boolean nextIsPunctual() {
        return !armed.isEmpty() && armed.getFirst().punctual;
    }

    /** Does, once for each timer, what was due at that time. */
    public void reach(long dueNanos, Clock clock) {
        if (nextNanos() <= dueNanos) {
            carryOut(due(dueNanos, _ -> true), dueNanos, clock);
        }
    }

    private List<Timer> due(long dueNanos, Predicate<Timer> which) {
        var due = new ArrayList<Timer>();
        for (var timer : armed) {
            if (timer.atNanos > dueNanos) {
                break;
            }
            if (which.test(timer)) {
                due.add(timer);
            }
        }
        return due;
    }

    private void carryOut(List<Timer> due, long dueNanos, Clock clock) {
        for (var timer : due) {
            // What was done for those before it may have put it off.
            if (timer.atNanos <= dueNanos) {
                timer.set(VirtualRouter.NEVER);
                timer.action.accept(clock.nanos());
                meanwhile(clock);
            }
        }
    }
}
