package io.havip.gateway;

import io.havip.observe.TransitionReport;
import io.havip.observe.TransitionReport.Phase;
import io.havip.vrrp.Action;
import java.util.EnumMap;
import java.util.Map;

/** A stopwatch for the phases of one transition, handed from the loop to the announcer for the last one. */
final class TransitionTiming {
    private final String instance;
    private final Action.Transition transition;
    private final String explanation;
    private final long decidedAtEpochMillis = System.currentTimeMillis();
    private final Map<Phase, Long> phaseNanos = new EnumMap<>(Phase.class);
    private long lastNanos = System.nanoTime();

    TransitionTiming(String instance, Action.Transition transition, String explanation) {
        this.instance = instance;
        this.transition = transition;
        this.explanation = explanation;
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
                phaseNanos);
    }
}
