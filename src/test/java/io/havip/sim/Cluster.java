package io.havip.sim;

import static io.havip.sim.Promises.promise;

import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * The life of one cluster: bad times, a rest, and then, in good times, one departure of the Active after the other, in some
 * lives until nobody is left.
 */
final class Cluster {
    private enum Departure {
        HOST_CRASH,
        AGENT_CRASH,
        FREEZE,
        STOP,
        FAULT;

        boolean silent() {
            return this == HOST_CRASH || leavesLease();
        }

        boolean leavesLease() {
            return this == AGENT_CRASH || this == FREEZE;
        }
    }

    private static final long LATENESS_NANOS_MAX = 2_000_000L;
    /** After which a router tries again whose addresses could not be bound, and a worker starts again at the latest. */
    private static final long RETRY_NANOS = 10_000_000_000L;

    /** For which one that is told to stop waits for its successor, where that takes long. */
    private static final long STOP_NANOS = 4_900_000_000L;

    /** How often what passes is looked at: that a router is held back its status says for up to a second more. */
    private static final long LOOK_NANOS = 1_000_000_000L;

    private static final long CHAOS_NANOS_MIN = 4_000_000_000L;

    private final Dice dice;
    private final Timeline timeline = new Timeline();
    private final Story story;
    private final Cast cast;
    private final Bounds bounds;
    private final List<Node> nodes = new ArrayList<>();
    private final Promises promises;
    private final ClusterPromises clusterPromises;
    private final Chaos chaos;

    /** @param written whether the story is going to be read */
    Cluster(long seed, boolean written) {
        dice = new Dice(seed);
        story = new Story(timeline, written);
        cast = new Cast(dice);
        promises = new Promises(timeline, cast.size());
        long latenessNanosMax = Math.min(LATENESS_NANOS_MAX, cast.intervalNanos() / 20);
        long calmDelayNanos = cast.intervalNanos() / 20;
        long roughDelayNanos = 2 * cast.intervalNanos();
        var network = new Network(timeline, dice, story, calmDelayNanos, roughDelayNanos);
        var world = new World(timeline, dice, story, network, promises);
        for (int i = 0; i < cast.size(); i++) {
            var clock = new DriftingClock(
                    dice.between(0, 1_000_000_000_000L),
                    dice.between(-DriftingClock.DRIFT_PPM_MAX, DriftingClock.DRIFT_PPM_MAX));
            nodes.add(new Node(i, cast.plain(i), clock, world, latenessNanosMax, cast.settings(i)));
        }
        network.connect(nodes);
        bounds = cast.bounds(calmDelayNanos, roughDelayNanos, latenessNanosMax);
        clusterPromises = new ClusterPromises(timeline, nodes, network, promises, bounds);
        chaos = new Chaos(timeline, dice, cast, network, nodes, story);
    }

    long simulatedNanos() {
        return timeline.nowNanos();
    }

    String story() {
        return story.text();
    }

    Chaos chaos() {
        return chaos;
    }

    Promises promises() {
        return promises;
    }

    ClusterPromises clusterPromises() {
        return clusterPromises;
    }

    void live() {
        for (var node : nodes) {
            timeline.after(dice.between(0, 5 * cast.intervalNanos()), node::start);
        }
        long chaosNanos = CHAOS_NANOS_MIN + 15 * cast.intervalNanos();
        chaos.arrange(chaosNanos);
        run(chaosNanos);
        chaos.end();
        run(bounds.mendedNanos());
        runWhile(() -> nodes.stream().anyMatch(Cluster::retries), RETRY_NANOS);
        settle(bounds.settledNanos(true));
        do {
            departOneActive();
        } while (dice.chance(0.3));
    }

    /** Whether a worker rests, or its addresses could not be bound; it may be in the midst of that still. */
    private static boolean retries(Node node) {
        return node.workforce().anyRests()
                || node.well() && node.state() == State.FAULT
                || node.agent().stream().anyMatch(Agent::knowsRefusal);
    }

    private void settle(long boundNanos) {
        waitWhileHeldBack();
        long quietSince = timeline.nowNanos();
        run(boundNanos);
        clusterPromises.checkSettled(quietSince);
        if (nodes.stream().noneMatch(Node::eligible)) {
            return;
        }
        int transitions = clusterPromises.transitions();
        run(3 * bounds.intervalNanosMax());
        promise(clusterPromises.transitions() == transitions, "nothing changes while nothing happens");
    }

    /** A hold ends in time where all is well. */
    private void waitWhileHeldBack() {
        for (var node : nodes) {
            long holdNanos = DriftingClock.longest(promises.of(node).losses().holdNanosMax());
            runWhile(() -> node.eligible() && node.heldBack(), holdNanos + 2 * LOOK_NANOS);
            promise(!isHeldBack(node), () -> node + " is held back for no longer than its losses deserve");
        }
    }

    private static boolean isHeldBack(Node node) {
        return node.eligible() && node.heldBack() && !node.health().burdened();
    }

    private void departOneActive() {
        nodes.stream()
                .filter(node -> node.eligible() && node.state() == State.ACTIVE)
                .findFirst()
                .ifPresent(this::depart);
    }

    private void depart(Node active) {
        run(dice.between(0, bounds.intervalNanosMax()));
        var heirs = nodes.stream()
                .filter(node -> node.eligible() && node != active)
                .sorted(Comparator.comparingInt(Node::priority).reversed())
                .toList();
        long departed = timeline.nowNanos();
        var departure = dice.oneOf(Departure.values());
        story.tell(() -> "DEPARTURE of " + active + ": " + departure);
        switch (departure) {
            case HOST_CRASH -> active.crashHost();
            case AGENT_CRASH -> active.crashAgent();
            case FREEZE -> active.freeze();
            case STOP -> active.stop();
            case FAULT -> active.health().raiseFault();
        }
        if (!heirs.isEmpty()) {
            checkSuccession(active, heirs, departure, departed);
        }
        settle(bounds.inGoodTimes().settledNanos(departure.leavesLease()));
        if (dice.chance(0.5)) {
            comeBack(active);
            settle(bounds.inGoodTimes().settledNanos(false));
        }
    }

    /** @param heirs at least one, the highest priority first */
    private void checkSuccession(Node departed, List<Node> heirs, Departure departure, long departedNanos) {
        var best = heirs.getFirst();
        // In version 3 the Backups have learned it; in version 2 it is everyone's.
        long interval = departed.settings().timing().advertisementIntervalNanos();
        long lastSent = promises.of(departed).sentNanos();
        // It may come first, and then be followed by one that replaces nobody.
        boolean lastResort = nodes.stream().anyMatch(Node::mayBeLastResort);
        long boundNanos = (lastResort ? bounds.lastResortNanos() + bounds.preemptDelayNanosMax() : 0)
                + (departure.silent()
                        ? bounds.takeoverNanos(best.priority(), interval)
                        : bounds.successionNanos(
                                best.priority(), interval, best.settings().has(Reaction.FAST_RELEASE)));
        if (departure == Departure.STOP) {
            handOver(departed, heirs, Math.min(boundNanos, STOP_NANOS));
            run(Math.max(0, boundNanos - STOP_NANOS));
        } else {
            run(boundNanos);
        }
        var tookOver = heirs.stream()
                .mapToLong(heir -> promises.of(heir).becameActiveNanos())
                .filter(at -> at >= departedNanos)
                .min();
        promise(tookOver.isPresent(), () -> "someone of " + heirs + " succeeds " + departed + " within the bound");
        promise(
                !departure.silent() || tookOver.getAsLong() - lastSent >= DriftingClock.shortest(3 * interval),
                () -> "nobody takes " + departed + " for dead before three intervals of silence");
        for (var heir : heirs) {
            promise(
                    promises.of(heir).becameActiveNanos() < departedNanos
                            || lastResort
                            || !bounds.apart(best.priority(), heir.priority(), interval),
                    () -> best + " succeeds " + departed + " before " + heir + " stirs");
        }
    }

    /** What the heirs make of it among themselves afterwards is another matter. */
    private void handOver(Node departed, List<Node> heirs, long nanos) {
        var handedOver = new AtomicBoolean();
        timeline.runFor(nanos, () -> {
            clusterPromises.check();
            if (heirs.stream().anyMatch(heir -> heir.machine().bound())) {
                handedOver.set(true);
            }
            // A plain router lets go of them at once.
            promise(
                    handedOver.get() || departed.machine().bound() || departed.plain(),
                    () -> departed + " keeps the addresses until one of " + heirs + " has them");
        });
    }

    private void comeBack(Node departed) {
        departed.thaw();
        departed.start();
        departed.health().clearFault();
    }

    /** Looks from time to time. */
    private void runWhile(BooleanSupplier lasts, long nanosMax) {
        long endNanos = timeline.nowNanos() + nanosMax;
        while (lasts.getAsBoolean() && timeline.nowNanos() < endNanos) {
            run(LOOK_NANOS);
        }
    }

    private void run(long nanos) {
        timeline.runFor(nanos, clusterPromises::check);
    }
}
