package io.havip.sim;

import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** The true time, in nanoseconds from 0, and what is going to happen. */
final class Timeline {
    private record Entry(long atNanos, long order, BooleanSupplier what) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long nowNanos;
    private long order;

    long nowNanos() {
        return nowNanos;
    }

    void at(long nanos, Runnable what) {
        quietly(nanos, () -> {
            what.run();
            return true;
        });
    }

    /** @param what returns whether anybody is to look at what has come of it */
    void quietly(long nanos, BooleanSupplier what) {
        entries.add(new Entry(Math.max(nanos, nowNanos), order++, what));
    }

    void after(long nanos, Runnable what) {
        at(nowNanos + nanos, what);
    }

    void runFor(long nanos, Runnable afterEach) {
        long end = nowNanos + nanos;
        while (!entries.isEmpty() && entries.peek().atNanos <= end) {
            var entry = entries.remove();
            nowNanos = entry.atNanos;
            if (entry.what.getAsBoolean()) {
                afterEach.run();
            }
        }
        nowNanos = end;
    }
}
