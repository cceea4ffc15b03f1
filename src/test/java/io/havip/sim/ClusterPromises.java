package io.havip.sim;

import static io.havip.sim.Promises.promise;

import io.havip.vrrp.State;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What all nodes together must keep to. */
final class ClusterPromises {
    /** More than the busiest life needs: five nodes at 10 ms, which wait for holds of five minutes. */
    private static final int CHECKS_MAX = 4_000_000;

    private static final long NEVER = Long.MAX_VALUE;

    /** What is not as it should be, and an agent finds by itself. */
    private enum Ill {
        DEAF,
        UNREAD,
        STRAYED;

        static final List<Ill> ALL = List.of(values());

        boolean of(Node node) {
            return switch (this) {
                case DEAF -> node.machine().deaf();
                case UNREAD -> node.machine().unread();
                case STRAYED -> node.machine().strayed() && !node.settings().owner();
            };
        }
    }

    private final Timeline timeline;
    private final List<Node> nodes;
    private final Network network;
    private final Promises promises;
    private final Bounds bounds;
    /** By node, of each ill by itself: another one may begin when the first is mended. */
    private final long[][] illSinceNanos;
    /** Whose addresses these are, as far as itself and the kernel can tell; or {@link #NEVER}. */
    private final long[] ownsSinceNanos;

    private final long[] besideHealthySinceNanos;
    private final long[] unhealthyActiveSinceNanos;
    private long longestBothBoundNanos;
    private int checks;

    ClusterPromises(Timeline timeline, List<Node> nodes, Network network, Promises promises, Bounds bounds) {
        this.timeline = timeline;
        this.nodes = nodes;
        this.network = network;
        this.promises = promises;
        this.bounds = bounds;
        this.illSinceNanos = new long[nodes.size()][Ill.ALL.size()];
        this.ownsSinceNanos = new long[nodes.size()];
        this.besideHealthySinceNanos = new long[nodes.size()];
        this.unhealthyActiveSinceNanos = new long[nodes.size()];
        Arrays.stream(illSinceNanos).forEach(since -> Arrays.fill(since, NEVER));
        Arrays.fill(unhealthyActiveSinceNanos, NEVER);
        Arrays.fill(ownsSinceNanos, NEVER);
    }

    /** The longest that two connected nodes had the addresses bound. */
    long longestBothBoundNanos() {
        return longestBothBoundNanos;
    }

    /** After everything that happens, at any time. */
    void check() {
        promise(++checks < CHECKS_MAX, "nodes don't answer each other for ever");
        long now = timeline.nowNanos();
        for (var node : nodes) {
            if (node.state() == State.BACKUP && node.awake() && !node.plain()) {
                checkSilence(node);
            }
            checkHealthy(node, now);
            checkMended(node, now);
            if (node.machine().strayed()
                    || node.machine().deaf()
                    || node.leftBehind()
                    || node.machine().paused()
                    || !node.machine().bound()) {
                ownsSinceNanos[node.index()] = NEVER;
            } else {
                // What an agent that is started finds it removes, and binds it anew in its own right.
                ownsSinceNanos[node.index()] = Math.max(
                        Math.min(ownsSinceNanos[node.index()], now),
                        promises.of(node).startedNanos());
                for (int other = 0; other < node.index(); other++) {
                    checkBothBound(node, nodes.get(other), now);
                }
            }
        }
        for (var node : nodes) {
            checkLastResort(node, now);
        }
    }

    /** A Backup that hears nothing at all takes over in time, whatever the others do: never none for longer. */
    private void checkSilence(Node backup) {
        var history = promises.of(backup);
        long now = backup.localNanos();
        // Other settings may make a silence too long that was not: then it ends as soon as they are in force.
        boolean reconfigured = history.reconfiguredLocalNanos() >= now - bounds.latenessNanosMax();
        if (!reconfigured && now - history.quietSinceLocalNanos() > bounds.silenceLocalNanos(backup.priority())) {
            throw new BrokenPromise(backup + " ends a silence of its Active_Down_Interval");
        }
    }

    /** Whoever is not healthy, or whose tracker does not run, is Active as the last resort only: what was said before is not so now. */
    private void checkHealthy(Node node, long now) {
        boolean unhealthy =
                node.state() == State.ACTIVE && node.awake() && !node.health().good() && !node.lastResort();
        if (!unhealthy) {
            unhealthyActiveSinceNanos[node.index()] = NEVER;
            return;
        }
        unhealthyActiveSinceNanos[node.index()] = Math.min(unhealthyActiveSinceNanos[node.index()], now);
        promise(
                now - unhealthyActiveSinceNanos[node.index()] <= bounds.latenessNanosMax(),
                node,
                each -> "no old verdict keeps a router Active: " + each);
    }

    /** What nobody tells of an agent that runs finds by itself. */
    private void checkMended(Node node, long now) {
        // Nothing may have happened for long before its agent was started.
        boolean sees = node.awake() && !node.machine().uninformed();
        var since = illSinceNanos[node.index()];
        for (var ill : Ill.ALL) {
            boolean seen = sees && ill.of(node);
            since[ill.ordinal()] = seen ? Math.min(since[ill.ordinal()], now) : NEVER;
            promise(
                    !seen || now - since[ill.ordinal()] <= bounds.mendedNanos(),
                    node,
                    each -> each + " sees that it is deaf, or uninformed, or has an address that it should not have");
        }
    }

    /**
     * Two nodes between which nothing is lost don't own the addresses at the same time for longer than a lease. Either
     * both agents run, and then the lesser one hears of the other within an interval; or one of them is frozen or dead,
     * and then it renews nothing; but a lease begins only when a slow kernel gets round to it. Of one whose host does not send,
     * or who speaks another version, nothing is heard.
     */
    private void checkBothBound(Node one, Node other, long now) {
        if (ownsSinceNanos[other.index()] == NEVER) {
            return;
        }
        if (one.machine().mute()
                || other.machine().mute()
                || one.settings().version() != other.settings().version()) {
            network.disturb(one, other);
        }
        long together = Math.max(ownsSinceNanos[one.index()], ownsSinceNanos[other.index()]);
        long forNanos = now - Math.max(together, network.undisturbedSinceNanos(one, other));
        longestBothBoundNanos = Math.max(longestBothBoundNanos, forNanos);
        if (forNanos > bounds.bothBoundNanos() + Math.max(longestWaitNanos(one), longestWaitNanos(other))) {
            throw new BrokenPromise(one + " and " + other + " don't both own the addresses for longer than the lease");
        }
    }

    private static long longestWaitNanos(Node node) {
        return node.machine().kernel().longestWaitNanos();
    }

    /** The last resort does not go on serving beside a healthy router, where the two hear each other. */
    private void checkLastResort(Node lastResort, long now) {
        long sinceNanos = now;
        boolean serves = lastResort.lastResort() && lastResort.awake() && ownsSinceNanos[lastResort.index()] != NEVER;
        if (!serves) {
            besideHealthySinceNanos[lastResort.index()] = NEVER;
            return;
        }
        for (var node : nodes) {
            if (node.eligible()
                    && node.state() == State.ACTIVE
                    && ownsSinceNanos[node.index()] != NEVER
                    && !node.machine().mute()) {
                sinceNanos = Math.max(
                        Math.min(now, besideHealthySinceNanos[lastResort.index()]),
                        network.undisturbedSinceNanos(lastResort, node));
            }
        }
        besideHealthySinceNanos[lastResort.index()] = sinceNanos;
        if (now - sinceNanos > bounds.yieldNanos()) {
            throw new BrokenPromise(lastResort + " does not serve as the last resort beside a healthy router");
        }
    }

    /** Once the network has been well, and nothing has happened, for {@link Bounds#settledNanos}. */
    void checkSettled(long quietSinceNanos) {
        var eligible = nodes.stream().filter(Node::eligible).toList();
        var active =
                eligible.stream().filter(node -> node.state() == State.ACTIVE).toList();
        promise(
                active.size() == Math.min(1, eligible.size()),
                () -> "exactly one of " + eligible + " is Active, not " + active);
        for (var winner : active) {
            for (var node : eligible) {
                promise(
                        node.priority() <= winner.priority() || !preempts(node) || node.heldBack(),
                        () -> node + " of priority " + node.priority() + " replaces " + winner + " of "
                                + winner.priority());
            }
            promise(
                    promises.of(winner).announcedNanos() >= promises.of(winner).becameActiveNanos(),
                    () -> winner + " has announced the addresses that it has taken");
            checkAnnouncedLast(winner, quietSinceNanos);
        }
        var owners = nodes.stream()
                .filter(node -> node.machine().bound() && !node.leftBehind())
                .filter(node -> !node.machine().strayed() || active.contains(node))
                .collect(Collectors.toSet());
        if (eligible.isEmpty() && nodes.stream().anyMatch(Node::mayBeLastResort)) {
            checkLastResortServes(owners, quietSinceNanos);
        } else {
            promise(owners.equals(Set.copyOf(active)), () -> "only the Active has the addresses, not " + owners);
        }
    }

    private void checkLastResortServes(Set<Node> owners, long quietSinceNanos) {
        // Where they take turns, one may have come a moment ago, and not have been heard by the other yet.
        long aWhileAgoNanos = timeline.nowNanos() - bounds.yieldNanos();
        promise(
                owners.stream()
                                .filter(node -> promises.of(node).becameActiveNanos() < aWhileAgoNanos)
                                .count()
                        <= 1,
                () -> "one of " + owners + " serves as the last resort");
        promise(
                nodes.stream()
                        .filter(Node::mayBeLastResort)
                        .anyMatch(node -> node.lastResort() || promises.of(node).becameActiveNanos() > quietSinceNanos),
                () -> "somebody serves where nobody is healthy");
    }

    private static boolean preempts(Node node) {
        return node.settings().preemption().preempt() || node.settings().owner();
    }

    /** The network follows who announced last: that must be the winner, whichever side stepped down first. */
    private void checkAnnouncedLast(Node winner, long quietSinceNanos) {
        for (var loser : nodes) {
            long yielded = promises.of(loser).yieldedNanos();
            promise(
                    // A plain router yields without a word, and so is never seen to.
                    loser == winner
                            || yielded < quietSinceNanos
                            || promises.of(winner).announcedNanos() > yielded,
                    () -> winner + " announces again after " + loser + " has given up the addresses");
        }
    }

    int transitions() {
        return nodes.stream().mapToInt(node -> promises.of(node).transitions()).sum();
    }
}
