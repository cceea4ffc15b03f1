package io.havip.sim;

import io.havip.vrrp.Version;

/**
 * How long everything may take in a cluster, in true nanoseconds where nothing else is said. The protocol's times are
 * calculated from the RFCs' words, not by the code under test.
 *
 * @param intervalNanosMax the longest advertisement interval in the cluster
 * @param preemptDelayNanosMax the longest preempt delay in the cluster
 * @param retryNanos how long the last resort serves at a time; 0 where there is none
 * @param calmDelayNanosMax the longest that an advertisement travels in good times
 * @param roughDelayNanosMax the longest that an advertisement travels at all
 * @param latenessNanosMax how late an agent runs that isn't frozen
 */
record Bounds(
        Version version,
        long intervalNanosMax,
        long preemptDelayNanosMax,
        long retryNanos,
        long calmDelayNanosMax,
        long roughDelayNanosMax,
        long latenessNanosMax) {

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int PRIORITY_MIN = 1;
    /** How often what should be is compared with what is. */
    private static final long COMPARISON_NANOS = 3 * SECOND_NANOS;
    /** At most one removal in this time answers those who go on binding an address. */
    private static final long EVICTION_INTERVAL_NANOS = SECOND_NANOS;
    /** At most one announcement in this time answers foreign ones. */
    private static final long REANNOUNCE_INTERVAL_NANOS = SECOND_NANOS;

    /** RFC 3768 section 6.1: ((256 - Priority) / 256) seconds; RFC 9568 section 6.1: of the Active's interval. */
    private static long skewNanos(Version version, int priority, long intervalNanos) {
        return switch (version) {
            case V2 -> (256 - priority) * SECOND_NANOS / 256;
            case V3 -> (256 - priority) * intervalNanos / 256;
        };
    }

    static long activeDownNanos(Version version, int priority, long intervalNanos) {
        return 3 * intervalNanos + skewNanos(version, priority, intervalNanos);
    }

    private long activeDownNanos(int priority, long intervalNanos) {
        return activeDownNanos(version, priority, intervalNanos);
    }

    /** By a node's own clock. */
    long silenceLocalNanos(int priority) {
        return activeDownNanos(priority, intervalNanosMax) + DriftingClock.longest(latenessNanosMax) + 1;
    }

    /** Once what was sent in bad times has arrived. */
    Bounds inGoodTimes() {
        return new Bounds(
                version,
                intervalNanosMax,
                preemptDelayNanosMax,
                retryNanos,
                calmDelayNanosMax,
                calmDelayNanosMax,
                latenessNanosMax);
    }

    /** From an event at one node until it has been taken in at another. */
    private long roughHopNanos() {
        return roughDelayNanosMax + latenessNanosMax;
    }

    private long leaseNanos() {
        long seconds = Math.max(2, Math.ceilDiv(activeDownNanos(PRIORITY_MIN, intervalNanosMax), SECOND_NANOS));
        return DriftingClock.longest(seconds * SECOND_NANOS) + VirtualKernel.EXPIRY_LATENESS_NANOS_MAX;
    }

    /**
     * For which two connected nodes may have the addresses bound: an interval and a hop until the lesser of two agents
     * that run hears of the other, or else, if one of them freezes or dies first, the rest of its lease.
     */
    long bothBoundNanos() {
        return leaseNanos() + DriftingClock.longest(intervalNanosMax) + latenessNanosMax + roughHopNanos();
    }

    /** In which what an agent is not told of is found, and what was removed a moment ago is removed again. */
    long mendedNanos() {
        return DriftingClock.longest(COMPARISON_NANOS + EVICTION_INTERVAL_NANOS) + latenessNanosMax;
    }

    /**
     * After which a cluster that nothing disturbs has come to rest: someone is Active, at most one retry after the last
     * resort; a better one has waited its preempt delay and then its Active_Down_Interval; the winner has announced last;
     * what dead agents left is gone.
     *
     * @param leases whether any may have died, or been frozen, with a lease
     */
    long settledNanos(boolean leases) {
        long activeDown = activeDownNanos(PRIORITY_MIN, intervalNanosMax);
        long elected = activeDown + intervalNanosMax;
        long preempted = preemptDelayNanosMax + intervalNanosMax + activeDown;
        long announced = REANNOUNCE_INTERVAL_NANOS + intervalNanosMax;
        return Math.max(
                leases ? leaseNanos() : 0,
                DriftingClock.longest(elected + preempted + announced) + 5 * roughHopNanos() + lastResortNanos());
    }

    /** For which the last resort may keep the addresses from a healthy node that replaces nobody who advertises. */
    long lastResortNanos() {
        return retryNanos == 0
                ? 0
                : DriftingClock.longest(2 * activeDownNanos(PRIORITY_MIN, intervalNanosMax) + retryNanos)
                        + 2 * roughHopNanos();
    }

    /** In which the last resort hears of a healthy Active that it is connected to, and gives way. */
    long yieldNanos() {
        return DriftingClock.longest(intervalNanosMax) + latenessNanosMax + roughHopNanos();
    }

    /** From a silent death until the best of those that are left, of the given priority, is Active. */
    long takeoverNanos(int priority, long intervalNanos) {
        return calmDelayNanosMax + DriftingClock.longest(activeDownNanos(priority, intervalNanos)) + latenessNanosMax;
    }

    /** From a release until the best of those that are left, of the given priority, is Active. */
    long successionNanos(int priority, long intervalNanos, boolean fast) {
        long skew = fast ? 0 : DriftingClock.longest(skewNanos(version, priority, intervalNanos));
        return latenessNanosMax + calmDelayNanosMax + Math.max(skew, latenessNanosMax) + latenessNanosMax;
    }

    /** Whether the skew sets two heirs so far apart that the lesser one hears of the better one in time. */
    boolean apart(int betterPriority, int lesserPriority, long intervalNanos) {
        long soonest = DriftingClock.shortest(activeDownNanos(lesserPriority, intervalNanos));
        long latest = DriftingClock.longest(activeDownNanos(betterPriority, intervalNanos));
        return soonest - latest > 2 * calmDelayNanosMax + 2 * latenessNanosMax;
    }
}
