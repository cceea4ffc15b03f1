package io.havip.sim;

import java.util.List;

/** The bad times: everything that chance does to nodes and network, and its end. */
final class Chaos {
    private enum Mishap {
        LOSS,
        PARTITION,
        FREEZE,
        HOST_CRASH,
        AGENT_CRASH,
        STOP,
        FAULT,
        FAULT_EVERYWHERE,
        PRIORITY,
        SEND_REFUSED,
        BIND_REFUSED,
        OVERRUN,
        RECONFIGURATION,
        RELOAD,
        OTHER_INTERFACE,
        GROUPS_FORGOTTEN,
        ADDRESS_TAKEN,
        ADDRESS_BOUND
    }

    private static final long LEASE_NANOS_MIN = 2_000_000_000L;
    private static final int MISHAPS_MAX = 25;

    private final Timeline timeline;
    private final Dice dice;
    private final Cast cast;
    private final Network network;
    private final List<Node> nodes;
    private final Story story;
    private boolean over;

    Chaos(Timeline timeline, Dice dice, Cast cast, Network network, List<Node> nodes, Story story) {
        this.timeline = timeline;
        this.dice = dice;
        this.cast = cast;
        this.network = network;
        this.nodes = nodes;
        this.story = story;
    }

    /** Arranges everything that is going to happen between now and the end of this time. */
    void arrange(long durationNanos) {
        long mishaps = dice.between(0, MISHAPS_MAX);
        for (int i = 0; i < mishaps; i++) {
            timeline.after(dice.between(0, durationNanos), this::strike);
        }
    }

    private void strike() {
        var node = dice.oneOf(nodes);
        switch (dice.oneOf(Mishap.values())) {
            case LOSS -> roughenNetwork();
            case PARTITION -> part();
            case FREEZE -> {
                node.freeze();
                later(node::thaw);
            }
            case HOST_CRASH -> {
                node.crashHost();
                later(node::start);
            }
            case AGENT_CRASH -> {
                node.crashAgent();
                later(node::start);
            }
            case STOP -> {
                node.stop();
                later(node::start);
            }
            case FAULT -> {
                node.raiseFault();
                later(node::clearFault);
            }
            case FAULT_EVERYWHERE -> {
                nodes.forEach(Node::raiseFault);
                nodes.forEach(each -> later(each::clearFault));
            }
            case SEND_REFUSED -> {
                node.machine().refuseSending();
                later(node.machine()::allowSending);
            }
            case BIND_REFUSED -> {
                node.machine().refuseChanges();
                later(node.machine()::allowChanges);
            }
            case OVERRUN -> {
                node.machine().overrun();
                later(node.machine()::allowReadings);
            }
            case PRIORITY -> node.changePriority();
            case OTHER_INTERFACE -> node.machine().replaceInterface(dice.chance(0.5));
            case GROUPS_FORGOTTEN -> node.machine().forgetGroups();
            case ADDRESS_TAKEN -> node.machine().takeAddress(dice.chance(0.5));
            case ADDRESS_BOUND -> node.machine().bindAddress(dice.chance(0.5));
            case RELOAD -> node.reload(cast.settings(node.index()));
            case RECONFIGURATION -> {
                node.stop();
                later(() -> {
                    if (!node.running()) {
                        node.reconfigure(cast.settings(node.index()));
                        node.start();
                    }
                });
            }
        }
    }

    private void roughenNetwork() {
        double loss = dice.oneOf(0.05, 0.3, 0.7);
        double duplication = dice.oneOf(0.0, 0.2);
        double disorder = dice.oneOf(0.0, 0.3);
        story.tell(() -> "the network loses " + loss + ", doubles " + duplication + ", disorders " + disorder);
        network.roughen(loss, duplication, disorder);
        later(() -> {
            story.tell(() -> "the network is reliable again");
            network.roughen(0, 0, 0);
        });
    }

    /** Each direction by itself, so that some hear others that don't hear them. */
    private void part() {
        boolean symmetric = dice.chance(0.5);
        for (var from : nodes) {
            for (var to : nodes.subList(0, from.index())) {
                boolean forth = dice.chance(0.5);
                if (forth) {
                    cut(from, to);
                }
                if (symmetric ? forth : dice.chance(0.5)) {
                    cut(to, from);
                }
            }
        }
        later(() -> {
            story.tell(() -> "every cut is mended");
            network.mend();
        });
    }

    private void cut(Node from, Node to) {
        story.tell(() -> "cut " + from + " -> " + to);
        network.cut(from, to);
    }

    /** After less than an interval, after some intervals, or after the lease. */
    private void later(Runnable what) {
        long interval = cast.intervalNanos();
        timeline.after(
                dice.oneOf(
                        dice.between(0, interval),
                        dice.between(interval, 8 * interval),
                        dice.between(LEASE_NANOS_MIN, 2 * LEASE_NANOS_MIN + 4 * interval)),
                () -> {
                    if (!over) {
                        what.run();
                    }
                });
    }

    /** Everything is well from now on, except that some nodes stay away. */
    void end() {
        over = true;
        story.tell(() -> "THE NETWORK IS WELL from now on");
        network.roughen(0, 0, 0);
        network.mend();
        for (var node : nodes) {
            node.thaw();
            node.machine().allowSending();
            node.machine().allowChanges();
            node.machine().allowReadings();
            if (dice.chance(0.9)) {
                node.start();
            }
            if (dice.chance(0.9)) {
                node.clearFault();
            }
        }
    }
}
