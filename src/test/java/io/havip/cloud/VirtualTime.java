package io.havip.cloud;

import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** What happens when, in nanoseconds; what is due at the same time happens in the order in which it was planned. */
final class VirtualTime {
    private final PriorityQueue<Planned> plan = new PriorityQueue<>();
    private long planned;
    private long nowNanos = TimeUnit.HOURS.toNanos(1);

    private record Planned(long atNanos, long number, Runnable what) implements Comparable<Planned> {
        @Override
        public int compareTo(Planned other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    long nanos() {
        return nowNanos;
    }

    void at(long nanos, Runnable what) {
        plan.add(new Planned(Math.max(nowNanos, nanos), planned++, what));
    }

    void after(long nanos, Runnable what) {
        at(nowNanos + nanos, what);
    }

    /** @return how much happened */
    int runUntil(long endNanos, int most) {
        int happened = 0;
        while (!plan.isEmpty() && plan.peek().atNanos() <= endNanos && happened < most) {
            var next = plan.remove();
            nowNanos = next.atNanos();
            next.what().run();
            happened++;
        }
        return happened;
    }
}
