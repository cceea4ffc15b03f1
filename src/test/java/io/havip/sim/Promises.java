package io.havip.sim;

import static io.havip.sim.History.NEVER;
import static io.havip.vrrp.State.ACTIVE;
import static io.havip.vrrp.State.BACKUP;
import static io.havip.vrrp.State.FAULT;
import static io.havip.vrrp.State.INITIALIZE;

import io.havip.observe.TransitionReport;
import io.havip.observe.TransitionReport.Phase;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Cause;
import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What each single node must keep to, whatever happens to it and around it. */
final class Promises {
    private static final Map<Cause, Set<List<State>>> TRANSITIONS = Map.ofEntries(
            entry(Cause.STARTUP, List.of(INITIALIZE, BACKUP), List.of(INITIALIZE, ACTIVE)),
            entry(Cause.ACTIVE_DOWN, List.of(BACKUP, ACTIVE)),
            entry(Cause.RELEASE_HEARD, List.of(BACKUP, ACTIVE)),
            entry(Cause.PREEMPTION, List.of(BACKUP, ACTIVE)),
            entry(Cause.BETTER_HEARD, List.of(ACTIVE, BACKUP), List.of(ACTIVE, FAULT)),
            entry(Cause.STALL, List.of(ACTIVE, BACKUP), List.of(ACTIVE, FAULT)),
            entry(Cause.GROUP, List.of(ACTIVE, BACKUP), List.of(ACTIVE, FAULT)),
            entry(Cause.SEND_REFUSED, List.of(ACTIVE, BACKUP), List.of(ACTIVE, FAULT)),
            entry(Cause.UNHEARD, List.of(ACTIVE, BACKUP), List.of(ACTIVE, FAULT)),
            entry(Cause.LAST_RESORT, List.of(FAULT, ACTIVE)),
            entry(Cause.LAST_RESORT_RETRY, List.of(ACTIVE, FAULT)),
            entry(Cause.FAULT, List.of(INITIALIZE, FAULT), List.of(BACKUP, FAULT), List.of(ACTIVE, FAULT)),
            entry(Cause.RECOVERY, List.of(FAULT, BACKUP), List.of(FAULT, ACTIVE)),
            entry(
                    Cause.SHUTDOWN,
                    List.of(BACKUP, INITIALIZE),
                    List.of(ACTIVE, INITIALIZE),
                    List.of(FAULT, INITIALIZE)));

    @SafeVarargs
    private static Map.Entry<Cause, Set<List<State>>> entry(Cause cause, List<State>... moves) {
        return Map.entry(cause, Set.of(moves));
    }

    private final Timeline timeline;
    /** By the nodes' numbers. */
    private final List<History> histories;

    private final Set<Cause> causesSeen = EnumSet.noneOf(Cause.class);
    private int leasesEnded;

    Promises(Timeline timeline, int nodes) {
        this.timeline = timeline;
        this.histories = Stream.generate(History::new).limit(nodes).toList();
    }

    History of(Node node) {
        return histories.get(node.index());
    }

    Set<Cause> causesSeen() {
        return causesSeen;
    }

    int leasesEnded() {
        return leasesEnded;
    }

    void started(Node node) {
        of(node).state = INITIALIZE;
        of(node).startedNanos = timeline.nowNanos();
        of(node).losses = new Losses();
        of(node).gaveUp = false;
        of(node).successorHeard = false;
        of(node).refusedSinceLocalNanos = NEVER;
        of(node).quietSinceLocalNanos = node.localNanos();
    }

    void thawed(Node node) {
        of(node).quietSinceLocalNanos = node.localNanos();
    }

    /** @param neglected whether the kernel would not renew it */
    void leaseEnded(Node node, boolean neglected) {
        leasesEnded++;
        promise(
                !(node.awake() && node.state() == ACTIVE) || neglected,
                () -> "the lease of an Active that is not frozen never ends: " + node);
    }

    /** The agent has read an advertisement from its socket, and is about to take it in. */
    void heard(Node node, Advertisement advertisement, InetAddress source, long receivedAtNanos) {
        var history = of(node);
        history.quietSinceLocalNanos = Math.max(history.quietSinceLocalNanos, receivedAtNanos);
        if (!isPromised(node, advertisement)) {
            return;
        }
        history.releaseHeard |= advertisement.release();
        if (!advertisement.release()) {
            history.activeHeardLocalNanos = Math.max(history.activeHeardLocalNanos, receivedAtNanos);
        }
        history.lastResortHeard |= advertisement.lastResort();
        history.successorHeard |= history.gaveUp && !advertisement.release();
        history.heardWhileMute |= node.state() == ACTIVE
                && !advertisement.release()
                && history.refusedSinceLocalNanos != NEVER
                && node.localNanos() - history.refusedSinceLocalNanos
                        >= node.settings().activeDownIntervalNanos();
        history.answersInCycle++;
        history.betterHeard |= better(advertisement, source, node);
        if (advertisement.priority() >= node.priority()) {
            history.lowerHeardSinceLocalNanos = NEVER;
        } else if (!advertisement.release() && history.lowerHeardSinceLocalNanos == NEVER) {
            history.lowerHeardSinceLocalNanos = receivedAtNanos;
        }
    }

    /** The agent is sending an advertisement; its state is still that before the event that it answers. */
    void sent(Node node, Advertisement advertisement) {
        if (isPromised(node, advertisement)) {
            checkSending(node, advertisement);
            of(node).sentInCycle++;
            of(node).sentNanos = timeline.nowNanos();
            of(node).owesAdvertisement = false;
            of(node).refusedSinceLocalNanos = NEVER;
        }
    }

    /**
     * Likewise, but the host refuses it.
     *
     * @param once whether it would not if it were tried again
     */
    void refused(Node node, Advertisement advertisement, boolean once) {
        if (isPromised(node, advertisement)) {
            checkSending(node, advertisement);
            of(node).owesAdvertisement |= once;
            if (of(node).refusedSinceLocalNanos == NEVER) {
                of(node).refusedSinceLocalNanos = node.localNanos();
            }
        }
    }

    private void checkSending(Node node, Advertisement advertisement) {
        var history = of(node);
        long now = node.localNanos();
        // An owner may have stepped down and come back by the same event.
        if (node.state() == ACTIVE && history.state == ACTIVE && !advertisement.release()) {
            promise(
                    now - history.sentLocalNanos
                            <= Math.max(history.patienceNanos, node.settings().activeDownIntervalNanos()),
                    () -> "an Active steps down after a stall before it sends: " + node);
            promise(
                    node.machine().bound()
                            || node.machine().robbed()
                            || node.machine().neglected(),
                    () -> "an Active that advertises has its addresses bound: " + node);
        }
        promise(
                node.state() == ACTIVE
                        || !node.machine().bound()
                        || node.machine().strayed(),
                () -> "the advertisement comes first, then the addresses: " + node);
        history.sentLocalNanos = now;
    }

    /** The agent announces its addresses. */
    void announced(Node node) {
        promise(
                node.machine().bound()
                        || node.machine().robbed()
                        || node.machine().neglected(),
                () -> "first the addresses are bound, then they are announced: " + node);
        of(node).announcedNanos = timeline.nowNanos();
    }

    /** The agent tells of somebody else's claims, the last of which came by then. */
    void contested(Node node, long claimedNanos) {
        promise(
                node.state() != ACTIVE || claimedNanos >= of(node).becameActiveNanos,
                () -> "what was claimed before the takeover is no conflict: " + node);
    }

    /** @param promised whether it is the virtual router that promises are about */
    void moved(Node node, TransitionReport report, boolean promised) {
        var history = of(node);
        history.quietSinceLocalNanos = node.localNanos();
        history.moved = true;
        history.begun |= report.cause() == Cause.STARTUP;
        if (!promised) {
            return;
        }
        checkTransition(node, history, report);
        causesSeen.add(report.cause());
        history.losses.moved(node, report);
        history.state = report.to();
        history.heardWhileMute &= report.to() == ACTIVE;
        history.gaveUp = report.from() == ACTIVE && report.to() == INITIALIZE;
        history.transitions++;
        history.movesInCycle++;
        if (report.cause() != Cause.STALL || history.answersInCycle == 0) {
            // What has shown it its stall counts for the Backup that it is from then on.
            history.lowerHeardSinceLocalNanos = NEVER;
            history.releaseHeard = false;
            history.lastResortHeard = false;
        }
        if (report.to() == ACTIVE) {
            history.becameActiveNanos = timeline.nowNanos();
        }
        if (report.cause() == Cause.BETTER_HEARD) {
            history.yieldedNanos = timeline.nowNanos();
        }
    }

    /** Other settings are in force since this cycle; an Active tells the others of them at once. */
    void reconfigured(Node node) {
        of(node).answersInCycle++;
        of(node).reconfiguredLocalNanos = node.localNanos();
    }

    /** The agent has ended as it was told to. */
    void ended(Node node) {
        promise(!of(node).gaveUp || keepsNothing(node), () -> "who ends leaves nothing of its role behind: " + node);
    }

    private static boolean keepsNothing(Node node) {
        return !node.machine().bound()
                || node.machine().strayed()
                || node.machine().neglected();
    }

    /** The agent has done one cycle. */
    void cycled(Node node) {
        var history = of(node);
        promise(history.state == node.state(), node, each -> "no state changes without a transition: " + each);
        long asked = history.answersInCycle
                + history.movesInCycle
                + Math.ceilDiv(
                        node.machine().kernel().waitedNanos(),
                        node.settings().timing().advertisementIntervalNanos());
        boolean sameInstant = timeline.nowNanos() == history.cycledNanos;
        history.burst = Math.max(0, history.sentInCycle - asked) + (sameInstant ? history.burst : 0);
        history.cycledNanos = timeline.nowNanos();
        promise(history.burst <= 1, node, each -> "no burst makes up for lost time: " + each);
        promise(!history.owesAdvertisement, node, each -> "one refusal costs no advertisement: " + each);
        promise(
                !node.machine().renewalRefused() || node.agent().stream().noneMatch(Agent::knowsRefusal),
                node,
                each -> "one refusal costs no role: " + each);
        promise(
                !history.heardWhileMute || node.state() != ACTIVE,
                node,
                each -> "an Active that can't make itself heard yields to whom it hears: " + each);
        // The members of a group start one by one, and those of an owner as Active.
        promise(
                !history.moved || history.begun || node.agent().stream().noneMatch(Agent::divided),
                node,
                each -> "a group gives up the role together: " + each);
        promise(
                !history.successorHeard || keepsNothing(node),
                node,
                each -> "who is told to stop has its addresses until the successor is heard: " + each);
        // An agent that is started again within a second signs no younger than before.
        promise(
                node.signs() || !history.betterHeard || node.state() != ACTIVE || history.movesInCycle > 0,
                node,
                each -> each + " yields to a better one as soon as it hears that");
        history.heardWhileMute = false;
        history.moved = false;
        history.begun = false;
        history.patienceNanos = node.settings().activeDownIntervalNanos();
        history.betterHeard = false;
        history.movesInCycle = 0;
        history.sentInCycle = 0;
        history.answersInCycle = 0;
    }

    private static boolean isPromised(Node node, Advertisement advertisement) {
        return advertisement.vrid() == node.settings().vrid();
    }

    private void checkTransition(Node node, History history, TransitionReport report) {
        var pair = List.of(report.from(), report.to());
        promise(report.from() == history.state, () -> node + " leaves the state that it is in: " + report);
        promise(TRANSITIONS.get(report.cause()).contains(pair), () -> node + " has a cause that fits: " + report);
        promise(
                report.phaseNanos().getOrDefault(Phase.DETECTION, 0L) >= 0,
                () -> node + " has evidence from the past: " + report);
        switch (report.cause()) {
            case RELEASE_HEARD -> promise(history.releaseHeard, () -> node + " has heard a release");
            case PREEMPTION -> checkPreemption(node, history, node.localNanos());
            case LAST_RESORT -> checkLastResort(node, history, node.localNanos());
            case BETTER_HEARD -> promise(history.betterHeard, () -> node + " yields to a better one only");
            case SEND_REFUSED, UNHEARD -> promise(history.answersInCycle > 0, () -> node + " yields to one it hears");
            case ACTIVE_DOWN ->
                promise(!node.machine().hasReceived(), () -> "late is not dead: " + node + " has yet to read");
            case STARTUP, FAULT, RECOVERY, STALL, SHUTDOWN, GROUP, LAST_RESORT_RETRY -> {}
        }
    }

    /** The best waits for the shortest time, in which it hears nobody. */
    private static void checkLastResort(Node node, History history, long now) {
        var settings = node.settings();
        long waited = Bounds.activeDownNanos(
                settings.version(), settings.priority(), settings.timing().advertisementIntervalNanos());
        promise(
                now - waited >= history.activeHeardLocalNanos,
                () -> node + " serves as the last resort after its configured priority's Active_Down_Interval only");
    }

    private void checkPreemption(Node node, History history, long now) {
        var settings = node.settings();
        long lowerHeardSinceLocalNanos = history.lowerHeardSinceLocalNanos;
        promise(lowerHeardSinceLocalNanos != NEVER, () -> node + " replaces a lower priority that it has heard");
        if (history.lastResortHeard && settings.has(Reaction.REPLACES_LAST_RESORT)) {
            return;
        }
        promise(settings.owner() || settings.preemption().preempt(), () -> node + " may preempt");
        promise(
                settings.owner() || !node.damped() || !history.losses.forbidPreemption(now),
                () -> node + " has lost the role too often to preempt so soon");
        promise(
                settings.owner()
                        || now - lowerHeardSinceLocalNanos
                                >= settings.preemption().delayNanos(),
                () -> node + " waits its preempt delay");
    }

    private static boolean better(Advertisement advertisement, InetAddress source, Node node) {
        int difference = advertisement.priority() - node.priority();
        return difference > 0 || difference == 0 && number(source).compareTo(number(node.address())) > 0;
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    static void promise(boolean kept, String what) {
        if (!kept) {
            throw new BrokenPromise(what);
        }
    }

    /** Of one thing alone, which is handed over: what is told so captures nothing, and costs nothing as long as it is kept. */
    static <T> void promise(boolean kept, T of, Function<T, String> what) {
        if (!kept) {
            throw new BrokenPromise(what.apply(of));
        }
    }

    /** Told only when it is broken: promises are looked at after everything that happens. */
    static void promise(boolean kept, Supplier<String> what) {
        if (!kept) {
            throw new BrokenPromise(what.get());
        }
    }
}
