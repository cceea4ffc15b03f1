package io.havip.sim;

import java.util.PriorityQueue;

/** The true time, in nanoseconds from 0, and what is going to happen. */
final class Timeline {
    private record Entry(long atNanos, long order, Runnable what) implements Comparable<Entry> {
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
