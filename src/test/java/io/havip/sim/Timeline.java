package io.havip.sim;

import java.util.Comparator;
import java.util.PriorityQueue;

/** The true time, in nanoseconds from 0, and what is going to happen. */
final class Timeline {
    private record Entry(long atNanos, long order, Runnable what) {}

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::atNanos).thenComparingLong(Entry::order));
    private long nowNanos;
    private long order;

    long nowNanos() {
        return nowNanos;
    }

    void at(long nanos, Runnable what) {
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
            entry.what.run();
            afterEach.run();
        }
        nowNanos = end;
    }
}
