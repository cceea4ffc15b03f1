package io.havip.gateway.doctor;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.observe.Finding;
import io.havip.observe.Reporter;
import io.havip.vrrp.State;
import java.util.List;

/** Has the doctor weigh the evidence once a second, and the journal say what has changed. */
public final class PeerWatch {
    private final String instance;
    private final PeerDoctor doctor;
    private final Reporter reporter;
    private List<Finding> findings = List.of();
    private long reviewNanos;

    /** @param nowNanos the first review is due a second later */
    public PeerWatch(InstanceSettings settings, Reporter reporter, long nowNanos) {
        this.instance = settings.name();
        this.doctor = new PeerDoctor(settings);
        this.reporter = reporter;
        this.reviewNanos = nowNanos + PeerDoctor.REVIEW_NANOS;
    }

    /** Takes the evidence. */
    public PeerDoctor doctor() {
        return doctor;
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
        findings = doctor.review(state, priority, nowNanos);
        reporter.findings(instance, former, findings);
        return !findings.equals(former);
    }
}
