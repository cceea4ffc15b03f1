package io.havip.gateway.instance;

import io.havip.observe.Finding;
import io.havip.observe.InstanceStatus;
import io.havip.vrrp.VirtualRouter;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/** A virtual router as the world may see it. Written by the loop's thread, read by any. */
final class PublishedStatus {
    private volatile InstanceStatus status;

    PublishedStatus(VirtualRouter router) {
        status = InstanceStatus.initial(router.priority(), router.activeDownIntervalNanos());
    }

    InstanceStatus get() {
        return status;
    }

    /**
     * Publishes what has changed, if anything has: most packets change nothing.
     *
     * @param changedAtEpochMillis when the router last moved
     */
    void publish(
            VirtualRouter router,
            long changedAtEpochMillis,
            List<InetAddress> bound,
            Map<String, String> faults,
            List<Finding> findings) {
        var last = status;
        if (changedAtEpochMillis == last.changedAtEpochMillis()
                && router.activePeer().equals(last.activePeer())
                && router.state() == last.state()
                && router.priority() == last.priority()
                && router.activeDownIntervalNanos() == last.activeDownIntervalNanos()
                && bound.equals(last.boundAddresses())
                && faults.equals(last.faults())
                && findings.equals(last.findings())) {
            return;
        }
        status = new InstanceStatus(
                router.state(),
                router.priority(),
                router.activeDownIntervalNanos(),
                changedAtEpochMillis,
                router.activePeer(),
                bound,
                faults,
                findings);
    }
}
