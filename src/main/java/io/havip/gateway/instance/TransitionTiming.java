package io.havip.gateway.instance;

import io.havip.gateway.host.Host;
import io.havip.observe.InstanceStatus;
import io.havip.observe.TransitionReport;
import io.havip.observe.TransitionReport.Phase;
import io.havip.observe.VirtualRouterMeters;
import io.havip.vrrp.Action;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/** A stopwatch for the phases of one transition, handed from the loop to the announcer for the last one. */
final class TransitionTiming {
    private final Host host;
    private final VirtualRouterMeters meters;
    private final String instance;
    private final Action.Transition transition;
    private final String explanation;
    private final OptionalLong boundNanos;
    private final long decidedAtEpochMillis;
    private final Map<Phase, Long> phaseNanos = new EnumMap<>(Phase.class);
    private long lastNanos;

    /** @param former the router before the transition */
    TransitionTiming(
            Host host,
            VirtualRouterMeters meters,
            String instance,
            Action.Transition transition,
            String explanation,
            InstanceStatus former) {
        this.host = host;
        this.meters = meters;
        this.decidedAtEpochMillis = host.epochMillis();
        this.lastNanos = host.nanos();
        this.instance = instance;
        this.transition = transition;
        this.explanation = explanation;
        this.boundNanos = TransitionReport.bound(former, transition.to());
        phaseNanos.put(Phase.DETECTION, lastNanos - transition.evidenceAtNanos());
    }

    void ended(Phase phase) {
        long nowNanos = host.nanos();
        phaseNanos.merge(phase, nowNanos - lastNanos, Long::sum);
        lastNanos = nowNanos;
    }

    /** Ends the last phase; on whatever thread. */
    void announced() {
        ended(Phase.ANNOUNCE);
        report();
    }

    void report() {
        host.reporter()
                .transition(
                        meters,
                        new TransitionReport(
                                instance,
                                transition.from(),
                                transition.to(),
                                transition.cause(),
                                explanation,
                                decidedAtEpochMillis,
                                phaseNanos,
                                boundNanos));
    }
}
