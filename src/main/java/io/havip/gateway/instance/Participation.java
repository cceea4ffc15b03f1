package io.havip.gateway.instance;

import io.havip.gateway.instance.Eligibility.Assessment;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.observe.Circumstances;
import io.havip.observe.InstanceStatus;
import io.havip.vrrp.Action.Transition;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Cause;
import io.havip.vrrp.Event;
import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a virtual router makes of what is wrong with it and with the others of its group: whether it stays out, serves as the
 * last resort, or is held back. Owned by the loop's thread.
 */
final class Participation {
    /** What is wrong where an address could not be bound. */
    private static final String ADDRESS = "virtual address";

    private static final Set<Cause> LOST_TO_TRACKERS = Set.of(Cause.FAULT, Cause.BETTER_HEARD);

    private final VirtualRouter router;
    private final Eligibility eligibility;
    private final LastResort lastResort = new LastResort();
    private final Damping damping = new Damping();

    private Map<String, String> faults = Map.of();
    private Assessment assessment = Assessment.UNKNOWN;
    private Map<String, String> ownFaults = new LinkedHashMap<>();
    private Own own = new Own(Optional.empty(), true);
    private boolean mayServe;
    private long heldUntilNanos = Damping.NO_HOLD;

    /**
     * What the others of its group have to know.
     *
     * @param fault what they are told of what is wrong with it by itself, if anything is
     * @param borne whether that does not keep them from serving as the last resort
     */
    record Own(Optional<String> fault, boolean borne) {}

    Participation(VirtualRouter router, Eligibility eligibility) {
        this.router = router;
        this.eligibility = eligibility;
    }

    /** Other settings from now on. */
    void change(InstanceSettings former, InstanceSettings changed) {
        eligibility.change(former, changed);
    }

    Assessment assess(InstanceSettings settings, long nowNanos) {
        return eligibility.assess(settings, nowNanos);
    }

    /** What is known at this moment, when the router has just moved. */
    Circumstances circumstances(
            Transition transition,
            InstanceSettings settings,
            InstanceStatus former,
            List<Circumstances.Heard> heard,
            long loopLatenessNanos) {
        boolean waited = transition.from() == State.BACKUP && transition.to() == State.ACTIVE;
        var wait = Optional.of(router.waiting()).filter(_ -> waited || transition.to() == State.BACKUP);
        var own = new Circumstances.Own(router.settings().version(), assessment.source(), wait);
        return new Circumstances(
                own, former, router.priority(), heard, faults, eligibility.verdicts(settings), loopLatenessNanos);
    }

    /** Whether it could hear somebody. */
    boolean hears(InstanceSettings settings) {
        return assessment.source().isPresent() && eligibility.hears(settings);
    }

    Own own() {
        return own;
    }

    /** All that is wrong with it, by itself and with its group: what it is, and why. */
    Map<String, String> faults() {
        return faults;
    }

    /** Whether it is known that an address could not be bound. */
    boolean knowsRefusal() {
        return faults.containsKey(ADDRESS);
    }

    /**
     * Takes in what is so with it by itself.
     *
     * @return whether the others of its group have to know
     */
    boolean consider(Assessment present, AddressBinding binding) {
        if (!present.faults().isEmpty() && !present.borne() || binding.missedInterfaceIsThere()) {
            // A missing interface, for instance, refuses every address; the one that comes after it may not.
            binding.forgetRefusal();
        }
        var refusal = binding.refusal();
        assessment = present;
        ownFaults = new LinkedHashMap<>(present.faults());
        refusal.ifPresent(reason -> ownFaults.put(ADDRESS, reason));
        var former = own;
        own = new Own(InstanceNotices.summary(ownFaults), ownFaults.isEmpty() || present.borne() && refusal.isEmpty());
        return !own.equals(former);
    }

    /**
     * Takes in what is so with its group.
     *
     * @param beside what is wrong with the others
     * @param borne whether none of them, nor it, has a fault that the last resort does not bear
     * @return what the router has to hear, of both
     */
    List<Event> weigh(Map<String, String> beside, boolean borne, InstanceSettings settings, long nowNanos) {
        boolean wasFaulty = !faults.isEmpty();
        ownFaults.putAll(beside);
        faults = Map.copyOf(ownFaults);
        mayServe = !faults.isEmpty() && borne;
        lastResort.weigh(mayServe, mayServe && router.lastResort(), nowNanos);
        var events = new ArrayList<Event>();
        hold(settings, nowNanos).ifPresent(events::add);
        if (!faults.isEmpty() && (!wasFaulty || router.lastResort() && !mayServe)) {
            events.add(new Event.FaultRaised(assessment.faultSeenAtNanos()));
        } else if (wasFaulty && faults.isEmpty()) {
            events.add(new Event.FaultCleared());
        }
        return events;
    }

    private Optional<Event> hold(InstanceSettings settings, long nowNanos) {
        long formerly = heldUntilNanos;
        damping.weigh(assessment.ailing(), Eligibility.followed(settings), nowNanos);
        heldUntilNanos = settings.tracking().damped() ? damping.heldUntilNanos() : Damping.NO_HOLD;
        return heldUntilNanos == formerly ? Optional.empty() : Optional.of(new Event.PreemptionHeld(heldUntilNanos));
    }

    /** Why it does not preempt now, though it might; for people. */
    Optional<String> heldBack(InstanceSettings settings, long nowNanos) {
        return settings.tracking().damped() && router.state() != State.ACTIVE
                ? damping.reason(nowNanos)
                : Optional.empty();
    }

    /** The router has moved. */
    void moved(Transition transition, long nowNanos) {
        if (transition.to() == State.ACTIVE) {
            damping.took();
        } else if (transition.from() == State.ACTIVE) {
            damping.lost(LOST_TO_TRACKERS.contains(transition.cause()), nowNanos);
        }
        lastResort.weigh(mayServe, router.lastResort(), nowNanos);
    }

    void heard(Advertisement advertisement, long atNanos) {
        lastResort.heard(advertisement, atNanos);
    }

    /** Whether it serves as the last resort, or would if it were alone. */
    boolean lastResortDue(long nowNanos) {
        return router.lastResort() || lastResort.due(router.settings(), nowNanos);
    }

    /** Its time to serve as the last resort has come. */
    Event serve() {
        return new Event.LastResort(lastResort.sinceNanos());
    }

    /** Whether its time to serve as the last resort has come; then it does not come anew before somebody was heard. */
    boolean lastResortCame(long nowNanos) {
        boolean came = lastResort.due(router.settings(), nowNanos);
        if (came) {
            lastResort.told();
        }
        return came;
    }

    /** Whether it has served as the last resort for long enough. */
    boolean lastResortRetries(InstanceSettings settings, long nowNanos) {
        return lastResort.retries(retryNanos(settings), nowNanos);
    }

    /** When one of these is so; {@link VirtualRouter#NEVER} for never. */
    long deadlineNanos(InstanceSettings settings) {
        return lastResort.deadlineNanos(router.settings(), retryNanos(settings));
    }

    private static long retryNanos(InstanceSettings settings) {
        return settings.tracking().lastResort().retryNanos();
    }
}
