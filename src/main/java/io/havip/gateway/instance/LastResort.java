package io.havip.gateway.instance;

import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouter;
import io.havip.vrrp.VirtualRouterSettings;

/**
 * When a faulty router serves because nobody else does. It waits until nobody has been heard for an Active_Down_Interval by its
 * configured priority, so that of several the best is first. Then it serves for the time of a retry: whoever takes over from
 * nobody that advertises, as keepalived does with {@code nopreempt}, has its turn in the silence that follows.
 *
 * <p>All times are nanoseconds of the router's monotonic clock.
 */
final class LastResort {
    private static final long NEVER = VirtualRouter.NEVER;

    private enum Phase {
        OUT,
        WAITING,
        SERVING
    }

    private Phase phase = Phase.OUT;
    /** Since when it has heard nobody, or serves. */
    private long sinceNanos;

    private long heardIntervalNanos;
    /** Whether its time to serve has been told. */
    private boolean told;

    /**
     * @param allowed whether it is faulty, and that may be borne
     * @param serves whether it serves as the last resort
     */
    void weigh(boolean allowed, boolean serves, long nowNanos) {
        var present = serves ? Phase.SERVING : allowed ? Phase.WAITING : Phase.OUT;
        if (present != phase) {
            phase = present;
            begin(nowNanos);
        }
    }

    private void begin(long atNanos) {
        sinceNanos = atNanos;
        told = false;
    }

    /**
     * Somebody advertises, or no longer does: who released the role waits from then on too, so that the wait of the better one of two
     * ends first.
     */
    void heard(Advertisement advertisement, long atNanos) {
        heardIntervalNanos = advertisement.version() == Version.V3 ? advertisement.intervalNanos() : 0;
        if (phase == Phase.WAITING && atNanos > sinceNanos) {
            begin(atNanos);
        }
    }

    long sinceNanos() {
        return sinceNanos;
    }

    /** Whether it would serve. */
    boolean due(VirtualRouterSettings router, long nowNanos) {
        return phase == Phase.WAITING && nowNanos >= sinceNanos + patienceNanos(router);
    }

    /** Its time to serve is known: it comes anew only after somebody was heard. */
    void told() {
        told = true;
    }

    /** Whether it has served for long enough. */
    boolean retries(long retryNanos, long nowNanos) {
        return phase == Phase.SERVING && nowNanos - sinceNanos >= retryNanos;
    }

    /** When one of these will be so; {@link VirtualRouter#NEVER} while nothing is waited for. */
    long deadlineNanos(VirtualRouterSettings router, long retryNanos) {
        return switch (phase) {
            case OUT -> NEVER;
            case WAITING -> told ? NEVER : sinceNanos + patienceNanos(router);
            case SERVING -> retryNanos == NEVER ? NEVER : sinceNanos + retryNanos;
        };
    }

    /** As that of a Backup: by the interval of whom it would succeed. */
    private long patienceNanos(VirtualRouterSettings router) {
        return router.activeDownIntervalNanos(
                router.priority(), Math.max(heardIntervalNanos, router.timing().advertisementIntervalNanos()));
    }
}
