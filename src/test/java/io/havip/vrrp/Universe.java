package io.havip.vrrp;

import io.havip.vrrp.Event.AdvertisementHeard;
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
import java.util.stream.Stream;

/**
 * Everything that can happen to a few virtual routers on one network. A world is a string: the routers, by their numbers, what they
 * have bound, what is on its way, and how many mishaps are left. Time goes in quarters of an interval, once nothing is left to happen
 * at an instant; within an instant everything happens in every order, but for advertisements of one router to another, which
 * overtake each other only if one is delayed.
 */
final class Universe {
    static final long QUARTER_NANOS = 250_000_000L;

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int PER_INTERVAL = 4;
    /** The longest Active_Down_Interval, of priority 1 nearly, and an interval: by then everything has settled. */
    static final int SETTLED = 5 * PER_INTERVAL;

    /** More happens at one instant only where they answer each other for ever. */
    private static final int BUSY_MAX = 40;

    /** Longer than the longest timer. */
    static final long HORIZON_NANOS = 2 * SETTLED * QUARTER_NANOS;

    private static final Comparator<Sent> PATHS =
            Comparator.comparing((Sent sent) -> sent.message.from).thenComparing(sent -> sent.message.to);

    /** How many mishaps of each kind a life may have. */
    record Budget(int losses, int delays, int duplicates, int changes) {
        /** For people. */
        String text() {
            return Stream.of(
                            count(losses, "loss", "losses"),
                            count(delays, "delay", "delays"),
                            count(duplicates, "duplicate", "duplicates"),
                            count(changes, "change", "changes"))
                    .filter(kind -> !kind.isEmpty())
                    .collect(Collectors.joining(", "));
        }

        private static String count(int count, String one, String several) {
            return count == 0 ? "" : count + " " + (count == 1 ? one : several);
        }
    }

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

    /** On its way, from one router to another. */
    private record Message(int from, int to, Advertisement advertisement) {
        @Override
        public String toString() {
            return "%s's advertisement of %d to %s".formatted(name(from), advertisement.priority(), name(to));
        }
    }

    private record Sent(Message message, int quarters) {}

    /** A router's change of fortune that takes one from the budget. */
    private enum Change {
        STOP("is told to stop"),
        CRASH("crashes"),
        START("starts"),
        FAIL("has a fault"),
        RECOVER("is well again");

        private final String words;

        Change(String words) {
            this.words = words;
        }
    }

    private final Flavour flavour;
    private final List<VirtualRouterSettings> settings;
    private final RouterImage images;
    private final Map<Question, Reaction> reactions = new HashMap<>();
    /** By their images, whatever their settings. */
    private final Numbering<String> routers = new Numbering<>();

    private final Numbering<Message> messages = new Numbering<>();
    private final Map<Integer, Facts> facts = new HashMap<>();
    private final Map<Integer, Integer> aQuarterLater = new HashMap<>();
    private final int[] fresh;

    Universe(Flavour flavour, List<VirtualRouterSettings> settings) {
        this(flavour, settings, HORIZON_NANOS);
    }

    /** @param horizonNanos how far back an instant may lie for its distance to be kept */
    Universe(Flavour flavour, List<VirtualRouterSettings> settings, long horizonNanos) {
        this.flavour = flavour;
        this.settings = List.copyOf(settings);
        this.images = new RouterImage(horizonNanos);
        this.fresh = new int[settings.size()];
        for (int i = 0; i < fresh.length; i++) {
            fresh[i] = number(new VirtualRouter(settings.get(i)));
        }
    }

    /** All begin to take part at once. */
    String beginning(Budget budget) {
        var world = new World(budget);
        for (int i = 0; i < settings.size(); i++) {
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
            boolean first = present.stream().noneMatch(other -> samePath(other.message, sent.message));
            if (sent.quarters == 0 && first) {
                present.add(sent);
            }
        }
        boolean due = !present.isEmpty();
        for (var sent : present) {
            int at = world.network.indexOf(sent);
            var message = sent.message;
            step(steps, text, () -> message + " arrives", next -> next.deliver(next.network.remove(at).message));
            if (world.losses > 0) {
                step(steps, text, () -> message + " is lost", next -> next.lose(at));
            }
            if (world.delays > 0) {
                step(steps, text, () -> message + " is late", next -> next.delay(at));
            }
            if (world.duplicates > 0) {
                step(steps, text, () -> message + " arrives twice", next -> next.duplicate(at));
            }
        }
        for (int i = 0; i < settings.size(); i++) {
            int router = i;
            if (world.facts(i).due) {
                due = true;
                step(
                        steps,
                        text,
                        () -> name(router) + "'s time has come",
                        next -> next.handle(router, new Event.DeadlineReached()));
            }
            if (world.changes > 0) {
                for (var change : Change.values()) {
                    if (world.possible(change, i)) {
                        step(steps, text, () -> name(router) + " " + change.words, next -> next.change(change, router));
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

    private static boolean samePath(Message one, Message other) {
        return one.from == other.from && one.to == other.to;
    }

    private static String name(int router) {
        return String.valueOf((char) ('A' + router));
    }

    /** What a world is like, for whoever reads a story. */
    String describe(String text) {
        var world = new World(text);
        return IntStream.range(0, settings.size())
                .mapToObj(i -> name(i) + " " + world.facts(i).state + (world.leases[i] > 0 ? " has the address" : ""))
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
    }

    /** What is broken of the promises; empty if nothing is. */
    String broken(String text) {
        return new World(text).broken();
    }

    /** What can be asked of a router. */
    private record Facts(State state, boolean due, boolean keepsAddresses, int leaseQuarters) {}

    /** What a router makes of an event. */
    private record Reaction(int becomes, List<Action> actions) {}

    private record Question(int router, int is, Event event) {}

    private int number(VirtualRouter router) {
        return routers.number(images.of(router));
    }

    private VirtualRouter router(int router, int number) {
        return images.router(routers.value(number), settings.get(router));
    }

    private Facts facts(int router, int number) {
        return facts.computeIfAbsent(number, _ -> {
            var made = router(router, number);
            return new Facts(
                    made.state(),
                    made.deadlineNanos() <= RouterImage.NOW,
                    made.keepsAddresses(),
                    Math.toIntExact(made.leaseSeconds() * SECOND_NANOS / QUARTER_NANOS));
        });
    }

    private Reaction react(int router, int number, Event event) {
        return reactions.computeIfAbsent(new Question(router, number, event), _ -> {
            var made = router(router, number);
            var actions = made.handle(event, RouterImage.NOW);
            return new Reaction(number(made), actions);
        });
    }

    private int aQuarterLater(int number) {
        return aQuarterLater.computeIfAbsent(
                number, _ -> routers.number(images.later(routers.value(number), QUARTER_NANOS)));
    }

    /** A world that can be changed. */
    private final class World {
        private final int[] numbers = fresh.clone();
        /** Whether a router's process runs. */
        private final boolean[] up = new boolean[settings.size()];
        /** For how many quarters of an interval addresses are still bound. */
        private final int[] leases = new int[settings.size()];

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
            losses = budget.losses;
            delays = budget.delays;
            duplicates = budget.duplicates;
            changes = budget.changes;
        }

        World(String text) {
            int at = 0;
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = text.charAt(at++) << Character.SIZE | text.charAt(at++);
                up[i] = text.charAt(at++) == 1;
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
                        .append((char) (up[i] ? 1 : 0))
                        .append((char) leases[i]);
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

        private Facts facts(int router) {
            return Universe.this.facts(router, numbers[router]);
        }

        void handle(int router, Event event) {
            var reaction = react(router, numbers[router], event);
            numbers[router] = reaction.becomes;
            for (var action : reaction.actions) {
                switch (action) {
                    case Action.SendAdvertisement(var advertisement) -> {
                        send(router, advertisement);
                        handle(router, new Event.AdvertisementLeft());
                    }
                    case Action.TakeAddresses(), Action.RefreshAddresses() ->
                        leases[router] = facts(router).leaseQuarters;
                    case Action.ReleaseAddresses() -> leases[router] = 0;
                    case Action.Transition _, Action.StopAnnouncing(), Action.Announce(), Action.AnnounceAgain() -> {}
                }
            }
        }

        private void send(int from, Advertisement advertisement) {
            IntStream.range(0, numbers.length)
                    .filter(to -> to != from && hears(to))
                    .forEach(to -> network.add(new Sent(new Message(from, to, advertisement), 0)));
        }

        private boolean hears(int router) {
            return up[router] || facts(router).keepsAddresses;
        }

        void deliver(Message message) {
            handle(message.to, new AdvertisementHeard(message.advertisement, address(message.from), RouterImage.NOW));
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

        boolean possible(Change change, int router) {
            boolean faulty = facts(router).state == State.FAULT;
            return switch (change) {
                case STOP, CRASH -> up[router];
                case START -> !up[router] && leases[router] == 0;
                case FAIL -> up[router] && !faulty;
                case RECOVER -> up[router] && faulty;
            };
        }

        void change(Change change, int router) {
            changes--;
            sinceAny = 0;
            switch (change) {
                case STOP -> {
                    up[router] = false;
                    handle(router, new Event.Stopping());
                }
                case CRASH -> {
                    up[router] = false;
                    numbers[router] = fresh[router];
                    network.removeIf(sent -> sent.message.to == router);
                }
                case START -> start(router);
                case FAIL -> handle(router, new Event.FaultRaised(RouterImage.NOW));
                case RECOVER -> handle(router, new Event.FaultCleared());
            }
        }

        void start(int router) {
            up[router] = true;
            numbers[router] = fresh[router];
            handle(router, new Event.Started(address(router)));
        }

        void pass() {
            busy = 0;
            sinceNetwork = Math.min(SETTLED, sinceNetwork + 1);
            sinceAny = Math.min(SETTLED, sinceAny + 1);
            for (int i = 0; i < leases.length; i++) {
                leases[i] = Math.max(0, leases[i] - 1);
                numbers[i] = aQuarterLater(numbers[i]);
            }
            network.replaceAll(sent -> new Sent(sent.message, Math.max(0, sent.quarters - 1)));
        }

        private boolean settledAtThisInstant() {
            for (var sent : network) {
                if (sent.quarters == 0) {
                    return false;
                }
            }
            for (int i = 0; i < numbers.length; i++) {
                if (facts(i).due) {
                    return false;
                }
            }
            return true;
        }

        String broken() {
            if (busy > BUSY_MAX) {
                return "they answer each other for ever";
            }
            if (!settledAtThisInstant()) {
                return "";
            }
            for (int i = 0; i < numbers.length; i++) {
                boolean has = facts(i).state == State.ACTIVE || facts(i).keepsAddresses;
                if (hears(i) && has != leases[i] > 0) {
                    return name(i) + (has ? " is to have the address, and has not" : " has the address, and is not to");
                }
            }
            var owners = IntStream.range(0, numbers.length)
                    .filter(i -> hears(i) && leases[i] > 0)
                    .boxed()
                    .toList();
            if (owners.size() > 1 && sinceNetwork >= SETTLED) {
                return "two have the address, and nothing was lost or late for " + SETTLED + " quarters";
            }
            var able = IntStream.range(0, numbers.length)
                    .filter(i -> up[i] && facts(i).state != State.FAULT)
                    .boxed()
                    .toList();
            if (sinceAny < SETTLED || able.isEmpty()) {
                return "";
            }
            if (owners.size() != 1) {
                return owners.size() + " have the address, and nothing has happened for " + SETTLED + " quarters";
            }
            int best = able.stream()
                    .mapToInt(i -> settings.get(i).priority())
                    .max()
                    .orElseThrow();
            int owner = settings.get(owners.getFirst()).priority();
            boolean preempts =
                    settings.stream().allMatch(each -> each.preemption().preempt());
            return !preempts || owner == best ? "" : "a worse one has the address, for " + SETTLED + " quarters";
        }

        private InetAddress address(int router) {
            return flavour.host(router + 1);
        }
    }
}
