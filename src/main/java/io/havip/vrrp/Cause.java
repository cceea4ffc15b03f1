package io.havip.vrrp;

import static io.havip.vrrp.State.ACTIVE;
import static io.havip.vrrp.State.BACKUP;
import static io.havip.vrrp.State.INITIALIZE;

import java.util.Set;

/**
 * Why a virtual router changed its state. There is no transition without one. An Active that gives way becomes a Backup; one that
 * served as the last resort goes back into FAULT.
 */
public enum Cause {
    /** It began to take part. */
    STARTUP(Set.of(INITIALIZE), Set.of(BACKUP, ACTIVE)),
    /** The Active fell silent: the Active_Down_Timer fired. */
    ACTIVE_DOWN(Set.of(BACKUP), Set.of(ACTIVE)),
    /** The Active released the role with priority 0. */
    RELEASE_HEARD(Set.of(BACKUP), Set.of(ACTIVE)),
    /** The Active has a lower priority than we have. */
    PREEMPTION(Set.of(BACKUP), Set.of(ACTIVE)),
    /** As Active, an advertisement with a higher priority, or an equal one from a greater address, was heard. */
    BETTER_HEARD(Set.of(ACTIVE), Set.of(BACKUP, State.FAULT)),
    /** Something that is tracked without a weight failed. */
    FAULT(Set.of(INITIALIZE, BACKUP, ACTIVE), Set.of(State.FAULT)),
    /** Everything that is tracked without a weight works again. */
    RECOVERY(Set.of(State.FAULT), Set.of(BACKUP, ACTIVE)),
    /** Nobody was heard for its Active_Down_Interval, and what it is faulty for may be borne: better it than nobody. */
    LAST_RESORT(Set.of(State.FAULT), Set.of(ACTIVE)),
    /** As the last resort, it made room for those who take over from nobody that advertises. */
    LAST_RESORT_RETRY(Set.of(ACTIVE), Set.of(State.FAULT)),
    /** As Active, it could not run for so long that others must have taken it for gone. */
    STALL(Set.of(ACTIVE), Set.of(BACKUP, State.FAULT)),
    /** Another router of its sync group gave up the role. */
    GROUP(Set.of(ACTIVE), Set.of(BACKUP, State.FAULT)),
    /** As Active, none of its advertisements left this host for its Active_Down_Interval, and another router was heard. */
    SEND_REFUSED(Set.of(ACTIVE), Set.of(BACKUP, State.FAULT)),
    /** As Active, it saw a lower priority go on that does not hear it ({@code yield-when-unheard}). */
    UNHEARD(Set.of(ACTIVE), Set.of(BACKUP, State.FAULT)),
    /** It was told to stop. */
    SHUTDOWN(Set.of(BACKUP, ACTIVE, State.FAULT), Set.of(INITIALIZE));

    private final Set<State> from;
    private final Set<State> to;

    Cause(Set<State> from, Set<State> to) {
        this.from = from;
        this.to = to;
    }

    /** Whether an Active gives way to others because of it, and its sync group follows: not where each has the cause itself. */
    public boolean yields() {
        return from.contains(ACTIVE) && this != FAULT && this != SHUTDOWN && this != LAST_RESORT_RETRY;
    }

    /** The states that this can lead out of. */
    public Set<State> from() {
        return from;
    }

    /** The states that this can lead to. */
    public Set<State> to() {
        return to;
    }
}
