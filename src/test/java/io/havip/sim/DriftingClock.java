package io.havip.sim;

/**
 * A node's monotonic clock: it began at some time of its own and runs a little too fast or too slow.
 *
 * @param offsetNanos what it shows at the true time 0
 * @param driftPpm parts per million by which it runs too fast; at most {@value #DRIFT_PPM_MAX}, either way
 */
record DriftingClock(long offsetNanos, long driftPpm) {
    static final long DRIFT_PPM_MAX = 1_000;

    private static final long MILLION = 1_000_000;

    long localNanos(long trueNanos) {
        return offsetNanos + trueNanos + trueNanos * driftPpm / MILLION;
    }

    /** The first true time at which this clock shows at least {@code localNanos}. */
    long trueNanos(long localNanos) {
        long nanos = (long) ((localNanos - offsetNanos) / (1 + (double) driftPpm / MILLION)) - 2;
        while (localNanos(nanos) < localNanos) {
            nanos++;
        }
        return nanos;
    }

    /** The longest that something of this length by any clock can take in truth. */
    static long longest(long localNanos) {
        return localNanos + localNanos * (DRIFT_PPM_MAX + 1) / MILLION;
    }

    /** The shortest that something of this length by any clock can take in truth. */
    static long shortest(long localNanos) {
        return localNanos - localNanos * DRIFT_PPM_MAX / MILLION;
    }
}
