package io.havip.gateway.instance;

import io.havip.linux.Clock;
import io.havip.observe.Finding;
import io.havip.observe.InstanceStatus;
import io.havip.observe.InstanceStatus.Role;
import io.havip.vrrp.VirtualRouter;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A virtual router as the world may see it. Written by the loop's thread, read by any. */
final class PublishedStatus {
    private final VirtualRouter router;
    private final Clock clock;
    private final Runnable changed;
    private volatile InstanceStatus status;

    PublishedStatus(VirtualRouter router, Clock clock, Runnable changed) {
        this.router = router;
        this.clock = clock;
        this.changed = changed;
        this.status = InstanceStatus.initial(router.priority(), router.activeDownIntervalNanos());
    }

    InstanceStatus get() {
        return status;
    }

    /**
     * Publishes what has changed, if anything has: most packets change nothing.
     *
     * @param moved whether the router has just moved
     */
    void publish(
            boolean moved,
            List<InetAddress> bound,
            Map<String, String> faults,
            Optional<String> heldBack,
            List<Finding> findings) {
        var last = status;
        if (!moved
                && holds(last.role())
                && router.activePeer().equals(last.activePeer())
                && bound.equals(last.boundAddresses())
                && faults.equals(last.faults())
                && heldBack.equals(last.heldBack())
                && findings.equals(last.findings())) {
            return;
        }
        long nowMillis = clock.epochMillis();
        status = new InstanceStatus(
                new Role(router.state(), router.lastResort(), router.priority(), router.activeDownIntervalNanos()),
                router.activePeer(),
                moved ? nowMillis : last.changedAtEpochMillis(),
                bound,
                faults,
                heldBack,
                findings,
                last.since().then(bound, faults.keySet(), heldBack.isPresent(), findings, nowMillis));
        changed.run();
    }

    /** Asked for every packet: without a new value. */
    private boolean holds(Role role) {
        return router.state() == role.state()
                && router.lastResort() == role.lastResort()
                && router.priority() == role.priority()
                && router.activeDownIntervalNanos() == role.activeDownIntervalNanos();
    }
}
