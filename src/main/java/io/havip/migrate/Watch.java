package io.havip.migrate;

import io.havip.vrrp.Advertisement;
import io.havip.vrrp.VirtualRouterSettings;
import java.util.Optional;

/**
 * Who serves the addresses of a virtual router, as far as this node can tell: itself, by having them bound, or another one, by
 * being heard. Knows no clock and no socket.
 */
final class Watch {
    private static final int LOWEST_PRIORITY = 1;
    private static final long NEVER = Long.MIN_VALUE;

    private final VirtualRouterSettings router;
    private boolean here;
    private long servedNanos;
    private long heardNanos = NEVER;
    private long intervalNanos;
    private long sharedSinceNanos = NEVER;
    private long longestGapNanos;
    private boolean lost;

    /** Whoever serves them is given the bound to show it. */
    Watch(VirtualRouterSettings router, long nowNanos) {
        this.router = router;
        this.servedNanos = nowNanos;
        this.intervalNanos = router.timing().advertisementIntervalNanos();
    }

    /** For how long nobody may serve them: the Active_Down_Interval of the lowest priority (RFC 9568 section 6.1). */
    long boundNanos() {
        return router.activeDownIntervalNanos(LOWEST_PRIORITY, intervalNanos);
    }

    /** Another router has advertised. */
    void heard(int priority, long advertisedIntervalNanos, long atNanos) {
        look(here, atNanos);
        if (priority == Advertisement.RELEASE_PRIORITY) {
            if (heardNanos != NEVER && !here) {
                lost = true;
                servedNanos = atNanos;
            }
            heardNanos = NEVER;
        } else {
            serve(atNanos);
            heardNanos = atNanos;
            intervalNanos = Math.max(router.timing().advertisementIntervalNanos(), advertisedIntervalNanos);
        }
    }

    /** Whether this node has all the addresses now. */
    void look(boolean boundHere, long nowNanos) {
        if (boundHere) {
            serve(nowNanos);
        } else if (here) {
            lost = heardNanos == NEVER;
        }
        here = boundHere;
        if (heardNanos != NEVER && nowNanos - heardNanos > boundNanos()) {
            heardNanos = NEVER;
            lost = !here;
        }
        if (!here || heardNanos == NEVER) {
            sharedSinceNanos = NEVER;
        } else if (sharedSinceNanos == NEVER) {
            sharedSinceNanos = nowNanos;
        }
    }

    private void serve(long nowNanos) {
        if (lost) {
            longestGapNanos = Math.max(longestGapNanos, nowNanos - servedNanos);
            lost = false;
        }
        servedNanos = nowNanos;
    }

    /** Whether anybody has them, this node or one that has been heard. */
    boolean served() {
        return here || heardNanos != NEVER;
    }

    /** Whether one has them, and no other. Who has fallen silent counts until the bound is over. */
    boolean settled() {
        return here != (heardNanos != NEVER);
    }

    /** The longest time for which nobody had them, in nanoseconds, from when the one released them until the next came. */
    long longestGapNanos() {
        return longestGapNanos;
    }

    /** What should not be so for as long as it has been. */
    Optional<String> trouble(long nowNanos) {
        if (!served() && nowNanos - servedNanos > boundNanos()) {
            return Optional.of("nobody has had its addresses for longer than %.1f s".formatted(boundNanos() / 1e9));
        }
        if (sharedSinceNanos != NEVER && nowNanos - sharedSinceNanos > 2 * boundNanos()) {
            return Optional.of("this node and another one both have its addresses");
        }
        return Optional.empty();
    }
}
