package io.havip.sim;

import io.havip.linux.Errno;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The bad times: everything that chance does to nodes and network, and its end. */
final class Chaos {
    /** Each by itself, several at once, at one node or at more. */
    enum Mishap {
        LOSS,
        PARTITION,
        FORGED,
        FREEZE,
        HOST_PAUSED,
        HOST_CRASH,
        AGENT_CRASH,
        STOP,
        FAULT,
        FAULT_EVERYWHERE,
        HEALTH_FLAPS,
        HEALTH_FLAPS_EVERYWHERE,
        TRACKER_DIED,
        ANNOUNCER_DIED,
        CAPTURE_DIED,
        PRIORITY,
        SEND_REFUSED,
        REFUSED_ONCE,
        BIND_REFUSED,
        BIND_SLOW,
        OVERRUN,
        CLOCK_STEP,
        UNPLUGGED,
        RECONFIGURATION,
        RELOAD,
        OTHER_VERSION,
        RELOAD_STORM,
        COMMAND_STORM,
        RELOAD_CRASH,
        OTHER_INTERFACE,
        GROUPS_FORGOTTEN,
        ADDRESS_TAKEN,
        ADDRESS_BOUND
    }

    /** What becomes of these a plain router does not see. */
    private static final Set<Mishap> OURS = EnumSet.of(
            Mishap.BIND_REFUSED,
            Mishap.BIND_SLOW,
            Mishap.OVERRUN,
            Mishap.OTHER_INTERFACE,
            Mishap.GROUPS_FORGOTTEN,
            Mishap.ADDRESS_TAKEN,
            Mishap.ADDRESS_BOUND);

    private static final long LEASE_NANOS_MIN = 2_000_000_000L;
    private static final int MISHAPS_MAX = 25;
    private static final int RELOADS_MAX = 12;
    private static final int COMMANDS_MAX = 12;
    private static final int FORGERIES_MAX = 12;
    private static final int FLAPS_MAX = 6;

    private final Timeline timeline;
    private final Dice dice;
    private final Cast cast;
    private final Network network;
    private final Stranger stranger;
    private final List<Node> nodes;
    private final Story story;
    private final Set<Mishap> struck = EnumSet.noneOf(Mishap.class);
    private boolean over;

    Chaos(Timeline timeline, Dice dice, Cast cast, Network network, List<Node> nodes, Story story) {
        this.timeline = timeline;
        this.dice = dice;
        this.cast = cast;
        this.network = network;
        this.stranger = new Stranger(dice, network);
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

    /** What has struck, where there was somebody whom it could strike. */
    Set<Mishap> struck() {
        return struck;
    }

    private void strike() {
        var mishap = dice.oneOf(Mishap.values());
        var node = dice.oneOf(nodes);
        if (!(node.plain() && OURS.contains(mishap)) && strikes(mishap, node)) {
            struck.add(mishap);
        }
    }

    /** Returns whether it could. */
    private boolean strikes(Mishap mishap, Node node) {
        return switch (mishap) {
            case LOSS -> goesOn(this::roughenNetwork, this::smoothNetwork);
            case PARTITION -> goesOn(this::part, this::mendCuts);
            case FORGED -> happens(() -> forge(node));
            case FREEZE -> node.awake() && goesOn(node::freeze, node::thaw);
            case HOST_PAUSED -> node.awake() && goesOn(node::pauseHost, node::thaw);
            case HOST_CRASH -> goesOn(node::crashHost, node::start);
            case AGENT_CRASH -> node.running() && goesOn(node::crashAgent, node::start);
            case STOP -> node.running() && goesOn(node::stop, node::start);
            case FAULT -> goesOn(node.health()::raiseFault, node.health()::clearFault);
            case FAULT_EVERYWHERE -> {
                nodes.forEach(each -> each.health().raiseFault());
                nodes.forEach(each -> later(each.health()::clearFault));
                yield true;
            }
            case HEALTH_FLAPS -> happens(() -> flap(node));
            case HEALTH_FLAPS_EVERYWHERE -> happens(() -> nodes.forEach(this::flap));
            case TRACKER_DIED -> dies(node, dice.oneOf(Cast.FAULT, Cast.BURDEN));
            case ANNOUNCER_DIED -> dies(node, VirtualAnnouncer.NAME);
            case CAPTURE_DIED -> dies(node, VirtualCapture.NAME);
            case PRIORITY -> happens(node.health()::changePriority);
            case SEND_REFUSED -> goesOn(node.machine()::refuseSending, node.machine()::allowSending);
            case REFUSED_ONCE ->
                node.agent().isPresent()
                        && happens(() -> node.machine()
                                .refuseOnce(dice.oneOf(Errno.EBUSY, Errno.ENOBUFS, Errno.EINTR, Errno.ENETDOWN)));
            case BIND_REFUSED -> goesOn(node.machine()::refuseChanges, node.machine()::allowChanges);
            case BIND_SLOW -> goesOn(node.machine()::slowDown, node.machine()::speedUp);
            case OVERRUN -> goesOn(node.machine()::overrun, node.machine()::allowReadings);
            case CLOCK_STEP -> happens(() -> node.machine().stepClock(cast.signs()));
            case UNPLUGGED -> goesOn(node::unplug, node::plugIn);
            case OTHER_INTERFACE -> happens(() -> node.machine().replaceInterface(dice.chance(0.5)));
            case GROUPS_FORGOTTEN -> happens(node.machine()::forgetGroups);
            case ADDRESS_TAKEN -> happens(() -> node.machine().takeAddress(dice.chance(0.5)));
            case ADDRESS_BOUND -> node.machine().bindAddress(dice.chance(0.5));
            case RELOAD -> node.running() && happens(() -> reload(node));
            case OTHER_VERSION -> cast.bilingual() && goesOn(() -> speak(node, true), () -> speak(node, false));
            case RELOAD_STORM -> node.running() && happens(() -> storm(node));
            case COMMAND_STORM ->
                node.running()
                        && goesOn(() -> commands(node), () -> {
                            node.health().clearFault();
                            node.start();
                        });
            case RELOAD_CRASH -> node.running() && goesOn(() -> crashReloading(node), node::start);
            case RECONFIGURATION -> node.running() && goesOn(node::stop, () -> startAnew(node));
        };
    }

    private static boolean happens(Runnable what) {
        what.run();
        return true;
    }

    private boolean goesOn(Runnable what, Runnable itsEnd) {
        later(itsEnd);
        return happens(what);
    }

    private boolean dies(Node node, String worker) {
        return node.agent().isPresent()
                && goesOn(
                        () -> node.workforce().kill(worker),
                        () -> node.workforce().spare(worker));
    }

    /** The same again and again, as a router would. */
    private void forge(Node node) {
        var forged = stranger.draw(
                dice.oneOf(cast.settings(node.index())), dice.oneOf(nodes).address());
        story.tell(() -> "a stranger sends " + forged);
        long times = dice.between(1, FORGERIES_MAX);
        for (int i = 0; i < times; i++) {
            timeline.after(i * cast.intervalNanos(), () -> unlessOver(() -> network.inject(forged)));
        }
    }

    /** Each time for so long that another one has the role, and then well for so long that it may take that back. */
    private void flap(Node node) {
        long flaps = dice.between(2, FLAPS_MAX);
        long period = cast.intervalNanos() * dice.between(6, 12);
        for (int i = 0; i < flaps; i++) {
            timeline.after(i * period, () -> unlessOver(node.health()::raiseFault));
            timeline.after(i * period + period / 4, () -> unlessOver(node.health()::clearFault));
        }
    }

    private void unlessOver(Runnable what) {
        if (!over) {
            what.run();
        }
    }

    private void reload(Node node) {
        node.reload(cast.settings(node.index()));
    }

    /** By a reload, or when it is started next. */
    private void speak(Node node, boolean otherVersion) {
        cast.speak(node.index(), otherVersion);
        if (node.running()) {
            reload(node);
        } else {
            node.reconfigure(cast.settings(node.index()));
        }
    }

    /** Many at once, and not one of them waits for the one before. */
    private void storm(Node node) {
        long reloads = dice.between(2, RELOADS_MAX);
        for (int i = 0; i < reloads; i++) {
            timeline.after(dice.between(0, cast.intervalNanos()), () -> unlessOver(() -> reload(node)));
        }
    }

    /** Of everything that an agent can be told. */
    private void commands(Node node) {
        long commands = dice.between(2, COMMANDS_MAX);
        for (int i = 0; i < commands; i++) {
            Runnable command = dice.oneOf(
                    () -> reload(node),
                    node::stop,
                    node.health()::raiseFault,
                    node.health()::clearFault,
                    node.health()::changePriority);
            timeline.after(dice.between(0, cast.intervalNanos()), () -> unlessOver(command));
        }
    }

    /** The virtual routers change one by one: some have, and some have not yet. */
    private void crashReloading(Node node) {
        reload(node);
        timeline.after(dice.between(0, cast.intervalNanos() / 10), node::crashAgent);
    }

    private void startAnew(Node node) {
        if (!node.running()) {
            node.reconfigure(cast.settings(node.index()));
            node.start();
        }
    }

    private void roughenNetwork() {
        double loss = dice.oneOf(0.05, 0.3, 0.7);
        double duplication = dice.oneOf(0.0, 0.2);
        double disorder = dice.oneOf(0.0, 0.3);
        story.tell(() -> "the network loses " + loss + ", doubles " + duplication + ", disorders " + disorder);
        network.roughen(loss, duplication, disorder);
    }

    private void smoothNetwork() {
        story.tell(() -> "the network is reliable again");
        network.roughen(0, 0, 0);
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
    }

    private void mendCuts() {
        story.tell(() -> "every cut is mended");
        network.mend();
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
                () -> unlessOver(what));
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
            node.machine().speedUp();
            node.plugIn();
            node.workforce().spareAll();
            if (cast.speaksOtherVersion(node.index())) {
                speak(node, false);
            }
            if (dice.chance(0.9)) {
                node.start();
            }
            if (dice.chance(0.9)) {
                node.health().clearFault();
            }
        }
    }
}
