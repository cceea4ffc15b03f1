package io.havip.search;

import io.havip.search.Nodes.Effect;
import io.havip.search.Nodes.Facts;
import io.havip.search.Nodes.Happening;
import io.havip.search.Nodes.Reaction;
import io.havip.vrrp.Advertisement;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Everything that can happen to a few nodes on one network. A world is a string: the nodes, by their numbers, what they have bound,
 * what is on its way, and how many mishaps are left. Time goes in quarters of an interval, once nothing is left to happen at an
 * instant; within an instant everything happens in every order, but for advertisements of one router to another, which overtake each
 * other only if one is delayed.
 */
final class Universe {
    static final long QUARTER_NANOS = 250_000_000L;
    /** What a burden takes from a priority. */
    static final int BURDEN = 100;

    private static final int PER_INTERVAL = 4;
    private static final int PER_SECOND = 4;
    /** The longest Active_Down_Interval, of priority 1 nearly, and an interval: by then everything has settled. */
    static final int SETTLED = 5 * PER_INTERVAL;

    /** More happens to one router at one instant only where they answer each other for ever. */
    static final int BUSY_MAX = 40;

    /** Longer than the longest timer. */
    static final long HORIZON_NANOS = 2 * SETTLED * QUARTER_NANOS;

    private static final Comparator<Sent> PATHS = Comparator.comparing((Sent sent) -> sent.message.from)
            .thenComparing(sent -> sent.message.to)
            .thenComparing(sent -> sent.message.member);

    /**
     * Where it can go from a world.
     *
     * @param words what happens
     */
    record Step(Supplier<String> words, String world) {
        String what() {
            return words.get();
        }
    }

    /** On its way, from a router of one node to that of another. */
    record Message(int from, int to, int member, Advertisement advertisement) {
        boolean samePath(Message other) {
            return from == other.from && to == other.to && member == other.member;
        }
    }

    record Sent(Message message, int quarters) {}

    private final Nodes nodes;
    private final Map<Question, Reaction> reactions = new HashMap<>();
    private final Numbering<Message> messages = new Numbering<>();
    private final Map<Being, List<Facts>> facts = new HashMap<>();
    private final Map<Being, Integer> aQuarterLater = new HashMap<>();
    private final int[] unborn;

    Universe(Nodes nodes) {
        this.nodes = nodes;
        this.unborn = IntStream.range(0, nodes.count()).map(nodes::unborn).toArray();
    }

    /** What a node has. */
    static InetAddress address(int node) {
        return InetAddress.ofLiteral("10.0.0." + (node + 1));
    }

    /** All begin to take part at once. */
    String beginning(Budget budget) {
        var world = new World(budget);
        for (int i = 0; i < nodes.count(); i++) {
            world.start(i);
        }
        return world.text();
    }

    /** Everything that can happen next; time passes where nothing else has to happen first. */
    List<Step> next(String text) {
        var steps = new ArrayList<Step>();
        var world = new World(text);
        var present = new ArrayList<Sent>();
        for (var sent : world.network) {
            boolean first = present.stream().noneMatch(other -> other.message.samePath(sent.message));
            if (sent.quarters == 0 && first) {
                present.add(sent);
            }
        }
        boolean due = !present.isEmpty();
        for (var sent : present) {
            int at = world.network.indexOf(sent);
            var message = sent.message;
            step(steps, text, () -> words(message) + " arrives", next -> next.deliver(next.network.remove(at).message));
            if (world.losses > 0) {
                step(steps, text, () -> words(message) + " is lost", next -> next.lose(at));
            }
            if (world.delays > 0) {
                step(steps, text, () -> words(message) + " is late", next -> next.delay(at));
            }
            if (world.duplicates > 0) {
                step(steps, text, () -> words(message) + " arrives twice", next -> next.duplicate(at));
            }
        }
        for (int i = 0; i < nodes.count(); i++) {
            int node = i;
            for (int m = 0; m < nodes.members(); m++) {
                int member = m;
                if (world.facts(node).get(member).due()) {
                    due = true;
                    step(
                            steps,
                            text,
                            () -> name(node, member) + "'s time has come",
                            next -> next.happen(node, new Happening.IsDue(member)));
                }
            }
            if (world.changes > 0) {
                for (var change : Change.values()) {
                    for (int m = 0; m < (change.ofOne ? nodes.members() : 1); m++) {
                        int member = m;
                        if (world.possible(change, node, member)) {
                            step(
                                    steps,
                                    text,
                                    () -> (change.ofOne ? name(node, member) : name(node)) + " " + change.words,
                                    next -> next.change(change, node, member));
                        }
                    }
                }
            }
        }
        if (!due) {
            step(steps, text, () -> "a quarter passes", World::pass);
        }
        return steps;
    }

    private void step(List<Step> steps, String text, Supplier<String> what, Consumer<World> effect) {
        var world = new World(text);
        world.busy++;
        effect.accept(world);
        steps.add(new Step(what, world.text()));
    }

    static String name(int node) {
        return String.valueOf((char) ('A' + node));
    }

    private String name(int node, int member) {
        return nodes.members() == 1 ? name(node) : name(node) + (member + 1);
    }

    private String words(Message message) {
        return "%s's advertisement of %d to %s"
                .formatted(
                        name(message.from, message.member),
                        message.advertisement.priority(),
                        name(message.to, message.member));
    }

    /** What a world is like, for whoever reads a story. */
    String describe(String text) {
        var world = new World(text);
        return IntStream.range(0, nodes.count())
                .boxed()
                .flatMap(node -> IntStream.range(0, nodes.members())
                        .mapToObj(member -> name(node, member) + " "
                                + world.facts(node).get(member).state()
                                + (world.lease(node, member) > 0 ? " has the address" : "")))
                .collect(Collectors.joining(", "));
    }

    /** What is broken of the promises; empty if nothing is. */
    String broken(String text) {
        return new Promises(nodes, new World(text)).broken();
    }

    /** A node at a moment. */
    private record Being(int node, int is) {}

    private record Question(int node, int is, Happening what) {}

    /** A node's change of fortune that takes one from the budget. */
    private enum Change {
        STOP("is told to stop", false),
        CRASH("crashes", false),
        START("starts", false),
        FAIL("has a fault", true),
        RECOVER("is well again", true),
        BURDEN("has a burden", false),
        UNBURDEN("has none any longer", false);

        private final String words;
        /** Of one of its virtual routers alone. */
        private final boolean ofOne;

        Change(String words, boolean ofOne) {
            this.words = words;
            this.ofOne = ofOne;
        }
    }

    /** A world that can be changed. */
    final class World {
        private final int[] numbers = unborn.clone();
        /** Whether a node's process runs. */
        private final boolean[] up = new boolean[nodes.count()];
        /** For how many quarters of an interval the addresses of each virtual router are still bound. */
        private final int[] leases = new int[nodes.count() * nodes.members()];

        private final List<Sent> network = new ArrayList<>();
        private int losses;
        private int delays;
        private int duplicates;
        private int changes;
        /** Quarters since the last mishap on the network, and since the last of any kind; not counted further once it has settled. */
        private int sinceNetwork = SETTLED;

        private int sinceAny;
        /** How often something has happened at this instant. */
        private int busy;

        World(Budget budget) {
            losses = budget.losses();
            delays = budget.delays();
            duplicates = budget.duplicates();
            changes = budget.changes();
        }

        World(String text) {
            int at = 0;
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = text.charAt(at++) << Character.SIZE | text.charAt(at++);
                up[i] = text.charAt(at++) == 1;
            }
            for (int i = 0; i < leases.length; i++) {
                leases[i] = text.charAt(at++);
            }
            losses = text.charAt(at++);
            delays = text.charAt(at++);
            duplicates = text.charAt(at++);
            changes = text.charAt(at++);
            sinceNetwork = text.charAt(at++);
            sinceAny = text.charAt(at++);
            busy = text.charAt(at++);
            while (at < text.length()) {
                network.add(new Sent(messages.value(text.charAt(at++)), text.charAt(at++)));
            }
        }

        String text() {
            var text = new StringBuilder();
            for (int i = 0; i < numbers.length; i++) {
                text.append((char) (numbers[i] >> Character.SIZE))
                        .append((char) numbers[i])
                        .append((char) (up[i] ? 1 : 0));
            }
            for (int lease : leases) {
                text.append((char) lease);
            }
            text.append((char) losses)
                    .append((char) delays)
                    .append((char) duplicates)
                    .append((char) changes);
            text.append((char) sinceNetwork).append((char) sinceAny).append((char) busy);
            network.sort(PATHS);
            for (var sent : network) {
                text.append(messages.character(sent.message)).append((char) sent.quarters);
            }
            return text.toString();
        }

        List<Facts> facts(int node) {
            return facts.computeIfAbsent(new Being(node, numbers[node]), being -> nodes.facts(node, being.is));
        }

        boolean up(int node) {
            return up[node];
        }

        int lease(int node, int member) {
            return leases[node * nodes.members() + member];
        }

        int sinceNetwork() {
            return sinceNetwork;
        }

        int sinceAny() {
            return sinceAny;
        }

        boolean tooBusy() {
            return busy > BUSY_MAX * nodes.members();
        }

        /** One that is told to stop hears its successor. */
        boolean hears(int node) {
            return up[node] || facts(node).stream().anyMatch(Facts::keepsAddresses);
        }

        void happen(int node, Happening what) {
            var question = new Question(node, numbers[node], what);
            var reaction = reactions.computeIfAbsent(question, _ -> nodes.react(node, question.is, what));
            numbers[node] = reaction.becomes();
            for (var effect : reaction.effects()) {
                switch (effect) {
                    case Effect.Sends(int member, var advertisement) -> send(node, member, advertisement);
                    case Effect.Leases(int member, long seconds) ->
                        leases[node * nodes.members() + member] = Math.toIntExact(seconds * PER_SECOND);
                    case Effect.Releases(int member) -> leases[node * nodes.members() + member] = 0;
                }
            }
        }

        private void send(int from, int member, Advertisement advertisement) {
            IntStream.range(0, numbers.length)
                    .filter(to -> to != from && hears(to))
                    .forEach(to -> network.add(new Sent(new Message(from, to, member, advertisement), 0)));
        }

        void deliver(Message message) {
            happen(message.to, new Happening.Hears(message.member, message.from, message.advertisement));
        }

        void lose(int at) {
            losses--;
            network.remove(at);
            networkMishap();
        }

        void delay(int at) {
            delays--;
            network.set(at, new Sent(network.get(at).message, 1));
            networkMishap();
        }

        void duplicate(int at) {
            duplicates--;
            networkMishap();
            deliver(network.get(at).message);
        }

        private void networkMishap() {
            sinceNetwork = 0;
            sinceAny = 0;
        }

        boolean possible(Change change, int node, int member) {
            var facts = facts(node).get(member);
            int configured = nodes.settings(node).priority();
            boolean burdened = facts.priority() != configured;
            return switch (change) {
                case STOP, CRASH -> up[node];
                case START -> !up[node] && IntStream.range(0, nodes.members()).allMatch(each -> lease(node, each) == 0);
                case FAIL -> up[node] && !facts.faulty();
                case RECOVER -> up[node] && facts.faulty();
                case BURDEN -> up[node] && !nodes.settings(node).owner() && !burdened;
                case UNBURDEN -> up[node] && burdened;
            };
        }

        void change(Change change, int node, int member) {
            changes--;
            sinceAny = 0;
            switch (change) {
                case STOP -> {
                    up[node] = false;
                    happen(node, new Happening.IsToStop());
                }
                case CRASH -> {
                    up[node] = false;
                    numbers[node] = unborn[node];
                    network.removeIf(sent -> sent.message.to == node);
                }
                case START -> start(node);
                case FAIL -> happen(node, new Happening.Fails(member));
                case RECOVER -> happen(node, new Happening.Recovers(member));
                case BURDEN, UNBURDEN -> happen(node, new Happening.IsBurdened(change == Change.BURDEN));
            }
        }

        void start(int node) {
            up[node] = true;
            numbers[node] = unborn[node];
            happen(node, new Happening.Starts());
        }

        void pass() {
            busy = 0;
            sinceNetwork = Math.min(SETTLED, sinceNetwork + 1);
            sinceAny = Math.min(SETTLED, sinceAny + 1);
            for (int i = 0; i < leases.length; i++) {
                leases[i] = Math.max(0, leases[i] - 1);
            }
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = aQuarterLater.computeIfAbsent(
                        new Being(i, numbers[i]), being -> nodes.later(being.node, being.is));
            }
            network.replaceAll(sent -> new Sent(sent.message, Math.max(0, sent.quarters - 1)));
        }

        /** Whether nothing is left to happen before time passes. */
        boolean settledAtThisInstant() {
            for (var sent : network) {
                if (sent.quarters == 0) {
                    return false;
                }
            }
            for (int i = 0; i < numbers.length; i++) {
                if (facts(i).stream().anyMatch(Facts::due)) {
                    return false;
                }
            }
            return true;
        }
    }
}
