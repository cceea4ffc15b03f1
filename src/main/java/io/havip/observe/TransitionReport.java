package io.havip.observe;

import io.havip.vrrp.Cause;
import io.havip.vrrp.State;
import java.util.Map;

/**
 * One transition, with how long each phase of it took.
 *
 * @param instance the VRRP instance's name
 * @param explanation one sentence for people: who or what led to it
 * @param atEpochMillis the wall-clock time of the decision
 * @param phaseNanos the phases that this transition had, in nanoseconds
 */
public record TransitionReport(
        String instance,
        State from,
        State to,
        Cause cause,
        String explanation,
        long atEpochMillis,
        Map<Phase, Long> phaseNanos) {

    public TransitionReport {
        phaseNanos = Map.copyOf(phaseNanos);
    }

    /** The steps of a transition, in order. */
    public enum Phase {
        /** From the evidence (the last advertisement heard, the failure seen) to the decision. */
        DETECTION,
        /** From the decision until the advertisement, or the release, was handed to the kernel. */
        ADVERTISE,
        /** Until the addresses were bound, or removed. */
        BIND,
        /** Until every address had been announced once. */
        ANNOUNCE
    }

    /** From the evidence to the end of the last phase. */
    public long totalNanos() {
        return phaseNanos.values().stream().mapToLong(Long::longValue).sum();
    }
}
