package io.havip.observe;

import io.havip.vrrp.Action;
import io.havip.vrrp.Cause;
import io.havip.vrrp.State;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One transition, with how long each phase of it took.
 *
 * @param instance the VRRP instance's name
 * @param move from where to where, why, and when the evidence was seen
 * @param explanation one sentence for people: who or what led to it
 * @param atEpochMillis the wall-clock time of the decision
 * @param phaseNanos the phases that this transition had, in nanoseconds
 * @param boundNanos how long it may last altogether: of takeovers from an Active that was followed
 * @param circumstances what the router knew then
 */
public record TransitionReport(
        String instance,
        Action.Transition move,
        String explanation,
        long atEpochMillis,
        Map<Phase, Long> phaseNanos,
        OptionalLong boundNanos,
        Circumstances circumstances) {
    /** Beside what the protocol waits for: a fifth of it and 0.1 s, for a busy machine. */
    private static final double MACHINE_SHARE = 1.2;

    private static final long MACHINE_NANOS = 100_000_000;

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
        ANNOUNCE,
        /**
         * From the decision until the first frame for one of the addresses came in from another host: the network's step, beside ours
         * and not after them, and no part of the whole. Comes later than the rest, or never.
         */
        FIRST_TRAFFIC,
        /** From the decision until the cloud's API answered the claim of an address: beside ours, and no part of the whole. */
        API_CALL,
        /** From the decision until it said that the address has moved; likewise. */
        API_EFFECT,
        /** From the decision until a reading said that the address is here; likewise. */
        VERIFIED;

        /** Whether it is one of our steps, which make the whole. */
        boolean ours() {
            return compareTo(FIRST_TRAFFIC) < 0;
        }

        /** Whether there is such a step in a cloud alone. */
        boolean ofCloud() {
            return compareTo(FIRST_TRAFFIC) > 0;
        }
    }

    /** The same with one more phase. */
    public TransitionReport with(Phase phase, long nanos) {
        return with(Map.of(phase, nanos));
    }

    /** The same with more phases. */
    public TransitionReport with(Map<Phase, Long> further) {
        var more = new EnumMap<Phase, Long>(Phase.class);
        more.putAll(phaseNanos);
        more.putAll(further);
        return new TransitionReport(instance, move, explanation, atEpochMillis, more, boundNanos, circumstances);
    }

    public State from() {
        return move.from();
    }

    public State to() {
        return move.to();
    }

    public Cause cause() {
        return move.cause();
    }

    /** When it was decided, on the monotonic clock. */
    public long decidedAtNanos() {
        return move.evidenceAtNanos() + phaseNanos.getOrDefault(Phase.DETECTION, 0L);
    }

    /**
     * How long a takeover may last.
     *
     * @param former the router before it
     */
    public static OptionalLong bound(InstanceStatus former, State to) {
        return to == State.ACTIVE && former.activePeer().isPresent()
                ? OptionalLong.of((long) (MACHINE_SHARE * former.role().activeDownIntervalNanos()) + MACHINE_NANOS)
                : OptionalLong.empty();
    }

    /** Whether it lasted longer than it may. */
    public boolean slow() {
        return boundNanos.isPresent() && totalNanos() > boundNanos.getAsLong();
    }

    /** From the evidence to the end of our last phase. */
    public long totalNanos() {
        return phaseNanos.entrySet().stream()
                .filter(phase -> phase.getKey().ours())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
