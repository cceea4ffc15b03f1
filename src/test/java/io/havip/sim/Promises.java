package io.havip.sim;

import static io.havip.vrrp.State.ACTIVE;
import static io.havip.vrrp.State.BACKUP;
import static io.havip.vrrp.State.FAULT;
import static io.havip.vrrp.State.INITIALIZE;

import io.havip.vrrp.Action;
import io.havip.vrrp.Action.Announce;
import io.havip.vrrp.Action.AnnounceAgain;
import io.havip.vrrp.Action.RefreshAddresses;
import io.havip.vrrp.Action.ReleaseAddresses;
import io.havip.vrrp.Action.SendAdvertisement;
import io.havip.vrrp.Action.TakeAddresses;
import io.havip.vrrp.Action.Transition;
import io.havip.vrrp.Cause;
import io.havip.vrrp.Event;
import io.havip.vrrp.Event.AdvertisementHeard;
import io.havip.vrrp.Event.DeadlineReached;
import io.havip.vrrp.State;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What each single node must keep to, whatever happens to it and around it. */
final class Promises {
    private static final Map<Cause, Set<List<State>>> TRANSITIONS = Map.of(
            Cause.STARTUP, Set.of(List.of(INITIALIZE, BACKUP), List.of(INITIALIZE, ACTIVE)),
            Cause.ACTIVE_DOWN, Set.of(List.of(BACKUP, ACTIVE)),
            Cause.RELEASE_HEARD, Set.of(List.of(BACKUP, ACTIVE)),
            Cause.PREEMPTION, Set.of(List.of(BACKUP, ACTIVE)),
            Cause.BETTER_HEARD, Set.of(List.of(ACTIVE, BACKUP)),
            Cause.STALL, Set.of(List.of(ACTIVE, BACKUP)),
            Cause.GROUP, Set.of(List.of(ACTIVE, BACKUP)),
            Cause.FAULT, Set.of(List.of(INITIALIZE, FAULT), List.of(BACKUP, FAULT), List.of(ACTIVE, FAULT)),
            Cause.RECOVERY, Set.of(List.of(FAULT, BACKUP), List.of(FAULT, ACTIVE)),
            Cause.SHUTDOWN,
                    Set.of(List.of(BACKUP, INITIALIZE), List.of(ACTIVE, INITIALIZE), List.of(FAULT, INITIALIZE)));

    private static final long NEVER = Long.MIN_VALUE;

    private final Timeline timeline;
    private final Map<Node, History> histories = new HashMap<>();
    private final Set<Cause> causesSeen = EnumSet.noneOf(Cause.class);
    private int leasesEnded;

    Promises(Timeline timeline) {
        this.timeline = timeline;
    }

    /** What a node has done. Local times are those of its own clock. */
    static final class History {
        private boolean releaseHeard;
        private long lowerHeardSinceLocalNanos = NEVER;
        private long sentLocalNanos;
        private long quietSinceLocalNanos;
        private long sentNanos;
        private long announcedNanos = -1;
        private long becameActiveNanos = -1;
        private long yieldedNanos = -1;
        private int transitions;

        /** Since when, on its own clock, it has heard nothing and nothing has happened to it. */
        long quietSinceLocalNanos() {
            return quietSinceLocalNanos;
        }

        long sentNanos() {
            return sentNanos;
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

        int transitions() {
            return transitions;
        }
    }

    History of(Node node) {
        return histories.computeIfAbsent(node, _ -> new History());
    }

    Set<Cause> causesSeen() {
        return causesSeen;
    }

    int leasesEnded() {
        return leasesEnded;
    }

    void started(Node node) {
        of(node).quietSinceLocalNanos = node.localNanos();
    }

    void thawed(Node node) {
        of(node).quietSinceLocalNanos = node.localNanos();
    }

    void leaseEnded(Node node) {
        leasesEnded++;
        promise(
                !(node.awake() && node.state() == ACTIVE),
                "the lease of an Active that is not frozen never ends: " + node);
    }

    void handled(Node node, State before, Event event, List<Action> actions) {
        var history = of(node);
        long now = node.localNanos();
        boolean goesOn = before == ACTIVE && actions.stream().noneMatch(Transition.class::isInstance);
        if (goesOn && actions.stream().anyMatch(SendAdvertisement.class::isInstance)) {
            promise(
                    now - history.sentLocalNanos <= node.settings().activeDownIntervalNanos(),
                    "an Active steps down after a stall before it sends: " + node);
            promise(node.bound(), "an Active that advertises has its addresses bound: " + node);
        }
        checkOrder(node, actions);
        var state = before;
        for (var action : actions) {
            switch (action) {
                case Transition transition -> {
                    checkTransition(node, state, transition, event);
                    state = transition.to();
                    record(node, transition);
                }
                case SendAdvertisement _ -> {
                    history.sentLocalNanos = now;
                    history.sentNanos = timeline.nowNanos();
                }
                case Announce _, AnnounceAgain _ -> history.announcedNanos = timeline.nowNanos();
                case TakeAddresses _, RefreshAddresses _, ReleaseAddresses _ -> {}
            }
        }
        if (event instanceof AdvertisementHeard heard) {
            var advertisement = heard.advertisement();
            history.quietSinceLocalNanos = Math.max(history.quietSinceLocalNanos, heard.receivedAtNanos());
            history.releaseHeard |= advertisement.release();
            if (advertisement.priority() >= node.priority()) {
                history.lowerHeardSinceLocalNanos = NEVER;
            } else if (!advertisement.release() && history.lowerHeardSinceLocalNanos == NEVER) {
                history.lowerHeardSinceLocalNanos = heard.receivedAtNanos();
            }
        }
        promise(
                !(event instanceof DeadlineReached) || node.deadlineLocalNanos() > now,
                "the next deadline lies ahead: no burst makes up for lost time: " + node);
        promise(state == node.state(), "no state changes without a transition: " + node);
    }

    private void record(Node node, Transition transition) {
        var history = of(node);
        causesSeen.add(transition.cause());
        history.transitions++;
        history.quietSinceLocalNanos = node.localNanos();
        history.releaseHeard = false;
        history.lowerHeardSinceLocalNanos = NEVER;
        if (transition.to() == ACTIVE) {
            history.becameActiveNanos = timeline.nowNanos();
        }
        if (transition.cause() == Cause.BETTER_HEARD) {
            history.yieldedNanos = timeline.nowNanos();
        }
    }

    private void checkTransition(Node node, State from, Transition transition, Event event) {
        long now = node.localNanos();
        var pair = List.of(transition.from(), transition.to());
        promise(transition.from() == from, node + " leaves the state that it is in: " + transition);
        promise(TRANSITIONS.get(transition.cause()).contains(pair), node + " has a cause that fits: " + transition);
        promise(transition.evidenceAtNanos() <= now, node + " has evidence from the past: " + transition);
        var history = of(node);
        switch (transition.cause()) {
            case RELEASE_HEARD -> promise(history.releaseHeard, node + " has heard a release");
            case PREEMPTION -> checkPreemption(node, history.lowerHeardSinceLocalNanos, now);
            case BETTER_HEARD ->
                promise(
                        event instanceof AdvertisementHeard heard && better(heard, node),
                        node + " yields to a better one only");
            case STARTUP, ACTIVE_DOWN, FAULT, RECOVERY, STALL, SHUTDOWN -> {}
        }
    }

    private static void checkPreemption(Node node, long lowerHeardSinceLocalNanos, long now) {
        var settings = node.settings();
        promise(lowerHeardSinceLocalNanos != NEVER, node + " replaces a lower priority that it has heard");
        promise(settings.owner() || settings.preemption().preempt(), node + " may preempt");
        promise(
                settings.owner()
                        || now - lowerHeardSinceLocalNanos
                                >= settings.preemption().delayNanos(),
                node + " waits its preempt delay");
    }

    private static boolean better(AdvertisementHeard heard, Node node) {
        int difference = heard.advertisement().priority() - node.priority();
        return difference > 0 || difference == 0 && number(heard.source()).compareTo(number(node.address())) > 0;
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    /** Transition, advertisement, addresses, announcement. */
    private static void checkOrder(Node node, List<Action> actions) {
        int last = -1;
        for (var action : actions) {
            int rank = rank(action);
            promise(rank == 0 || rank > last, node + " acts in the fixed order: " + actions);
            last = rank;
        }
    }

    private static int rank(Action action) {
        return switch (action) {
            case Transition _ -> 0;
            case SendAdvertisement _ -> 1;
            case TakeAddresses _, RefreshAddresses _, ReleaseAddresses _ -> 2;
            case Announce _, AnnounceAgain _ -> 3;
        };
    }

    static void promise(boolean kept, String what) {
        if (!kept) {
            throw new BrokenPromise(what);
        }
    }
}
