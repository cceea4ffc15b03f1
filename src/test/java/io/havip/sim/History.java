package io.havip.sim;

import static io.havip.vrrp.State.INITIALIZE;

import io.havip.vrrp.State;

/** What a node has done, as its promises go by it. Local times are those of its own clock. */
final class History {
    static final long NEVER = Long.MIN_VALUE;

    State state = INITIALIZE;
    boolean betterHeard;
    int sentInCycle;
    /** Advertisements at this instant that nothing but the time has asked for. */
    long burst;

    long cycledNanos;
    int answersInCycle;
    int movesInCycle;
    boolean releaseHeard;
    boolean lastResortHeard;
    long activeHeardLocalNanos = NEVER;
    long lowerHeardSinceLocalNanos = NEVER;
    long sentLocalNanos;
    /** Its Active_Down_Interval when its cycle began: other settings judge nothing that was before them. */
    long patienceNanos;

    long refusedSinceLocalNanos = NEVER;
    boolean heardWhileMute;
    /** Whether an advertisement was refused once, and has not left since. */
    boolean owesAdvertisement;

    boolean moved;
    boolean begun;
    boolean gaveUp;
    boolean successorHeard;
    long quietSinceLocalNanos;
    long startedNanos;
    long reconfiguredLocalNanos = NEVER;
    long sentNanos;
    long announcedNanos = -1;
    long becameActiveNanos = -1;
    long yieldedNanos = -1;
    int transitions;
    Losses losses = new Losses();

    /** A router of another make is in another state. */
    void became(State next, long nowNanos) {
        state = next;
        transitions++;
        if (next == State.ACTIVE) {
            becameActiveNanos = nowNanos;
        }
    }

    /** Since when, on its own clock, it has heard nothing and nothing has happened to it. */
    long quietSinceLocalNanos() {
        return quietSinceLocalNanos;
    }

    /** When it last went on with other settings, on its own clock; in the far past for never. */
    long reconfiguredLocalNanos() {
        return reconfiguredLocalNanos;
    }

    long sentNanos() {
        return sentNanos;
    }

    /** When its agent was started. */
    long startedNanos() {
        return startedNanos;
    }

    /** When it last told the network that it owns the addresses; -1 for never. */
    long announcedNanos() {
        return announcedNanos;
    }

    /** -1 for never. */
    long becameActiveNanos() {
        return becameActiveNanos;
    }

    /** When it last gave up its addresses to a better Active; -1 for never. */
    long yieldedNanos() {
        return yieldedNanos;
    }

    Losses losses() {
        return losses;
    }

    int transitions() {
        return transitions;
    }
}
