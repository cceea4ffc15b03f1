package io.havip.sim;

import io.havip.wire.AddressClaim;
import java.util.List;

/** A network that carries every datagram to every other node: late, twice or not at all. */
final class Network {
    private final Timeline timeline;
    private final Dice dice;
    private final Story story;
    private final long calmDelayNanos;
    private final long roughDelayNanos;

    private List<Node> nodes = List.of();
    private boolean[][] cut = {};
    private boolean[] isolated = {};
    private long[][] disturbedAtNanos = {};
    private long[][] arrivesAtNanos = {};
    private double loss;
    private double duplication;
    private double disorder;
    private long number;

    /**
     * @param calmDelayNanos the longest delay of an advertisement that keeps its place in the order
     * @param roughDelayNanos the longest delay of an advertisement that later ones may overtake
     */
    Network(Timeline timeline, Dice dice, Story story, long calmDelayNanos, long roughDelayNanos) {
        this.timeline = timeline;
        this.dice = dice;
        this.story = story;
        this.calmDelayNanos = calmDelayNanos;
        this.roughDelayNanos = roughDelayNanos;
    }

    void connect(List<Node> all) {
        nodes = all;
        cut = new boolean[all.size()][all.size()];
        isolated = new boolean[all.size()];
        disturbedAtNanos = new long[all.size()][all.size()];
        arrivesAtNanos = new long[all.size()][all.size()];
    }

    /** @param waitedNanos how long the sender has waited for its kernel before */
    void send(Node from, Sent sent, long waitedNanos) {
        if (waitedNanos == 0) {
            send(from, sent);
        } else {
            timeline.after(waitedNanos, () -> send(from, sent));
        }
    }

    private void send(Node from, Sent sent) {
        for (var to : nodes) {
            if (to != from) {
                carry(from, to, sent);
                if (dice.chance(duplication)) {
                    carry(from, to, sent);
                }
            }
        }
    }

    /** Of each datagram, in the order in which they are sent. */
    long nextNumber() {
        return number++;
    }

    /** Somebody sends who is none of the nodes. */
    void inject(Sent sent) {
        for (var to : nodes) {
            if (!isolated[to.index()] && !dice.chance(loss)) {
                arrive(timeline.nowNanos() + dice.between(1, calmDelayNanos), to, sent);
            }
        }
    }

    /** Claims are captured on a thread of its own, which may be late to tell of them. */
    void announce(Node from, AddressClaim claim) {
        for (var to : nodes) {
            if (to != from && !parted(from, to) && !dice.chance(loss)) {
                timeline.after(dice.between(1, calmDelayNanos), () -> to.captures(claim));
            }
        }
    }

    private void carry(Node from, Node to, Sent sent) {
        if (parted(from, to) || dice.chance(loss)) {
            disturb(from, to);
            story.tell(() -> "lost " + from + " -> " + to + " " + sent);
            return;
        }
        if (dice.chance(disorder)) {
            arrive(timeline.nowNanos() + dice.between(1, roughDelayNanos), to, sent);
        } else {
            long arrival = Math.max(
                    timeline.nowNanos() + dice.between(1, calmDelayNanos), arrivesAtNanos[from.index()][to.index()]);
            arrivesAtNanos[from.index()][to.index()] = arrival;
            arrive(arrival, to, sent);
        }
    }

    /** What a host has received changes nothing before its agent reads it. */
    private void arrive(long nanos, Node to, Sent sent) {
        timeline.quietly(nanos, () -> {
            to.receive(sent);
            return false;
        });
    }

    void roughen(double lossProbability, double duplicationProbability, double disorderProbability) {
        loss = lossProbability;
        duplication = duplicationProbability;
        disorder = disorderProbability;
    }

    /** One direction only. */
    void cut(Node from, Node to) {
        cut[from.index()][to.index()] = true;
        disturb(from, to);
    }

    /** Both directions, to and from all others. */
    void isolate(Node node, boolean isolate) {
        isolated[node.index()] = isolate;
        for (var other : nodes) {
            disturb(node, other);
        }
    }

    private boolean parted(Node from, Node to) {
        return cut[from.index()][to.index()] || isolated[from.index()] || isolated[to.index()];
    }

    void mend() {
        for (var from : nodes) {
            for (var to : nodes) {
                if (cut[from.index()][to.index()]) {
                    cut[from.index()][to.index()] = false;
                    disturb(from, to);
                }
            }
        }
    }

    /** Since when nothing between the two, in either direction, was lost. */
    long undisturbedSinceNanos(Node one, Node other) {
        return parted(one, other) || parted(other, one)
                ? timeline.nowNanos()
                : disturbedAtNanos[one.index()][other.index()];
    }

    /** Something was lost between them, or has not been sent at all. */
    void disturb(Node one, Node other) {
        disturbedAtNanos[one.index()][other.index()] = timeline.nowNanos();
        disturbedAtNanos[other.index()][one.index()] = timeline.nowNanos();
    }
}
