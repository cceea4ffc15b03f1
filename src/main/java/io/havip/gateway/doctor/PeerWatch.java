package io.havip.gateway.doctor;

import io.havip.gateway.host.InterfaceTable;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.observe.Finding;
import io.havip.observe.Reporter;
import io.havip.vrrp.State;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/** Has the doctor weigh the evidence once a second, and the journal say what has changed. */
public final class PeerWatch {
    private final String instance;
    private final PeerDoctor doctor;
    private final AddressDoctor addresses;
    private final Reporter reporter;
    private List<Finding> findings = List.of();
    private long reviewNanos;

    /** @param nowNanos the first review is due a second later */
    public PeerWatch(InstanceSettings settings, InterfaceTable interfaces, Reporter reporter, long nowNanos) {
        this.instance = settings.name();
        this.doctor = new PeerDoctor(settings);
        this.addresses = new AddressDoctor(settings, interfaces);
        this.reporter = reporter;
        this.reviewNanos = nowNanos + PeerDoctor.REVIEW_NANOS;
    }

    /** Takes the evidence. */
    public PeerDoctor doctor() {
        return doctor;
    }

    /** Addresses of ours that somebody else had bound have been removed, while the router was not Active. */
    public void evicted(List<InetAddress> removed, long nowNanos) {
        if (!removed.isEmpty()) {
            addresses.evicted(removed, nowNanos);
        }
    }

    public long deadlineNanos() {
        return reviewNanos;
    }

    /** What was wrong at the last review. */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * Reviews, if it is time.
     *
     * @return whether something has changed
     */
    public boolean review(State state, int priority, long nowNanos) {
        if (nowNanos < reviewNanos) {
            return false;
        }
        reviewNanos = nowNanos + PeerDoctor.REVIEW_NANOS;
        var former = findings;
        findings = Stream.concat(doctor.review(state, priority, nowNanos).stream(), addresses.review(nowNanos).stream())
                .toList();
        reporter.findings(instance, former, findings);
        return !findings.equals(former);
    }
}
