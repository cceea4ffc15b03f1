package io.havip.sim;

import io.havip.vrrp.Version;

/**
 * How long everything may take in a cluster, in true nanoseconds where nothing else is said.
 *
 * @param intervalNanosMax the longest advertisement interval in the cluster
 * @param preemptDelayNanosMax the longest preempt delay in the cluster
 * @param delayNanosMax the longest that an advertisement travels
 * @param latenessNanosMax how late an agent runs that isn't frozen
 */
record Bounds(
        Version version, long intervalNanosMax, long preemptDelayNanosMax, long delayNanosMax, long latenessNanosMax) {

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int PRIORITY_MIN = 1;
    /** At most one announcement in this time answers foreign ones. */
    private static final long REANNOUNCE_INTERVAL_NANOS = SECOND_NANOS;

    /** By a node's own clock. */
    long silenceLocalNanos(int priority) {
        return version.activeDownIntervalNanos(priority, intervalNanosMax) + Clock.longest(latenessNanosMax) + 1;
    }

    /** From an event at one node until it has been taken in at another. */
    private long hopNanos() {
        return delayNanosMax + latenessNanosMax;
    }

    private long leaseNanos() {
        long seconds = Math.max(
                2, Math.ceilDiv(version.activeDownIntervalNanos(PRIORITY_MIN, intervalNanosMax), SECOND_NANOS));
        return Clock.longest(seconds * SECOND_NANOS) + VirtualKernel.EXPIRY_LATENESS_NANOS_MAX;
    }

    /**
     * For which two connected nodes may have the addresses bound: an interval and a hop until the lesser of two agents
     * that run hears of the other, or else, if one of them freezes or dies first, the rest of its lease.
     */
    long bothBoundNanos() {
        return leaseNanos() + Clock.longest(intervalNanosMax) + latenessNanosMax + hopNanos();
    }

    /**
     * After which a cluster that nothing disturbs has come to rest: someone is Active; a better one has waited its
     * preempt delay and then its Active_Down_Interval; the winner has announced last; what dead agents left is gone.
     */
    long settledNanos() {
        long activeDown = version.activeDownIntervalNanos(PRIORITY_MIN, intervalNanosMax);
        long elected = activeDown + intervalNanosMax;
        long preempted = preemptDelayNanosMax + intervalNanosMax + activeDown;
        long announced = REANNOUNCE_INTERVAL_NANOS + intervalNanosMax;
        return Math.max(leaseNanos(), Clock.longest(elected + preempted + announced) + 5 * hopNanos());
    }

    /** From a silent death until the best of those that are left, of the given priority, is Active. */
    long takeoverNanos(int priority, long intervalNanos) {
        return Clock.longest(version.activeDownIntervalNanos(priority, intervalNanos)) + hopNanos() + latenessNanosMax;
    }

    /** From a release until the best of those that are left is Active. */
    long successionNanos(int priority, long intervalNanos, boolean fast) {
        long skew = fast ? 0 : Clock.longest(version.skewTimeNanos(priority, intervalNanos));
        return skew + latenessNanosMax + hopNanos() + latenessNanosMax;
    }
}
