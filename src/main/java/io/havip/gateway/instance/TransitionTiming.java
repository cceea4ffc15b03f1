package io.havip.gateway.instance;

import io.havip.observe.InstanceStatus;
import io.havip.observe.TransitionReport;
import io.havip.observe.TransitionReport.Phase;
import io.havip.vrrp.Action;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/** A stopwatch for the phases of one transition, handed from the loop to the announcer for the last one. */
final class TransitionTiming {
    private final String instance;
    private final Action.Transition transition;
    private final String explanation;
    private final OptionalLong boundNanos;
    private final long decidedAtEpochMillis = System.currentTimeMillis();
    private final Map<Phase, Long> phaseNanos = new EnumMap<>(Phase.class);
    private long lastNanos = System.nanoTime();

    /** @param former the router before the transition */
    TransitionTiming(String instance, Action.Transition transition, String explanation, InstanceStatus former) {
        this.instance = instance;
        this.transition = transition;
        this.explanation = explanation;
        this.boundNanos = TransitionReport.bound(former, transition.to());
        phaseNanos.put(Phase.DETECTION, lastNanos - transition.evidenceAtNanos());
    }

    void ended(Phase phase) {
        long nowNanos = System.nanoTime();
        phaseNanos.merge(phase, nowNanos - lastNanos, Long::sum);
        lastNanos = nowNanos;
    }

    TransitionReport report() {
        return new TransitionReport(
                instance,
                transition.from(),
                transition.to(),
                transition.cause(),
                explanation,
                decidedAtEpochMillis,
                phaseNanos,
                boundNanos);
    }
}
