package io.havip.search;

import io.havip.config.InstanceBuilder;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.TrackOptions;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.gateway.settings.InstanceSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every world that can be reached from the beginning of a universe, the nearest first. */
public final class ExhaustiveSearch {
    private static final int FIRST_VRID = 7;

    private final Universe universe;
    /** Every world that was seen, and the one from which it was reached first. */
    private final Map<String, String> reachedFrom = new HashMap<>();

    private long steps;

    ExhaustiveSearch(Universe universe) {
        this.universe = universe;
    }

    /**
     * What was found.
     *
     * @param worlds how many there are, or were seen until a promise broke
     * @param steps how often something happened to one of them
     * @param story the shortest one that ends in a broken promise; empty if there is none
     */
    record Result(int worlds, long steps, String story) {
        /** As {@code docs/assurance.md} has it. */
        String row(String priorities, String preempt, Budget budget) {
            return "| %s | %s | %s | %,d | %,d |%n".formatted(priorities, preempt, budget.text(), worlds, steps);
        }
    }

    /**
     * {@code ExhaustiveSearch "PRIORITY ..." yes|no LOSSES DELAYS DUPLICATES CHANGES}; ends with 1 where a promise breaks. A node with a
     * sync group has the priorities of its members, as {@code 128+128}.
     */
    public static void main(String[] arguments) {
        var counts = Stream.of(arguments).skip(2).mapToInt(Integer::parseInt).toArray();
        var budget = new Budget(counts[0], counts[1], counts[2], counts[3]);
        var result = of(arguments[0], arguments[1], budget);
        System.out.print(result.story() + result.row(arguments[0], arguments[1], budget));
        System.exit(result.story().isEmpty() ? 0 : 1);
    }

    /** The story of the first promise that breaks, for a program whose classes are others: {@link #main}'s arguments. */
    public static String story(String priorities, String preempt, int losses, int changes) {
        return of(priorities, preempt, new Budget(losses, 0, 0, changes)).story();
    }

    /** What can happen to nodes with these priorities. */
    static Result of(String priorities, String preempt, Budget budget) {
        return new ExhaustiveSearch(new Universe(nodes(priorities, preempt, Universe.HORIZON_NANOS))).run(budget);
    }

    /** @param horizonNanos how far back an instant may lie for its distance to be kept */
    static Nodes nodes(String priorities, String preempt, long horizonNanos) {
        var settings = Stream.of(priorities.split(" "))
                .map(node -> members(node.split("\\+"), preempt))
                .toList();
        return priorities.contains("+")
                ? new Groups(settings, horizonNanos)
                : new Routers(
                        settings.stream().map(node -> node.getFirst().router()).toList(), horizonNanos);
    }

    private static List<InstanceSettings> members(String[] priorities, String preempt) {
        return IntStream.range(0, priorities.length)
                .mapToObj(member -> InstanceBuilder.instance("VI_" + member, GroupNode.INTERFACE, FIRST_VRID + member)
                        .addresses(List.of("10.0.0." + (50 + member) + "/24"))
                        .with(VirtualRouterOptions.PRIORITY, Integer.parseInt(priorities[member]))
                        .with(VirtualRouterOptions.INTERVAL, 1_000_000_000L)
                        .with(VirtualRouterOptions.PREEMPT, preempt.equals("yes"))
                        .with(InstanceOptions.SYNC_GROUP, "both")
                        .in(
                                InstanceOptions.TRACK,
                                track -> track.named(TrackOptions.SCRIPTS, GroupNode.health(member), _ -> {})
                                        .named(
                                                TrackOptions.SCRIPTS,
                                                GroupNode.LOAD,
                                                load -> load.with(TrackOptions.WEIGHT, -Universe.BURDEN)))
                        .build())
                .toList();
    }

    /** Goes on until nothing new can be reached, or a promise breaks. */
    Result run(Budget budget) {
        var waiting = new ArrayDeque<String>();
        var beginning = universe.beginning(budget);
        reachedFrom.put(beginning, "");
        waiting.add(beginning);
        while (!waiting.isEmpty()) {
            var world = waiting.remove();
            var broken = universe.broken(world);
            if (!broken.isEmpty()) {
                return new Result(reachedFrom.size(), steps, story(world) + broken);
            }
            for (var step : universe.next(world)) {
                steps++;
                if (reachedFrom.putIfAbsent(step.world(), world) == null) {
                    waiting.add(step.world());
                }
            }
        }
        return new Result(reachedFrom.size(), steps, "");
    }

    private String story(String end) {
        var lines = new ArrayList<String>();
        for (var world = end; !reachedFrom.get(world).isEmpty(); world = reachedFrom.get(world)) {
            lines.addFirst(whatLedTo(world) + ": " + universe.describe(world));
        }
        return "\n" + String.join("\n", lines) + "\n";
    }

    private String whatLedTo(String world) {
        List<Universe.Step> possible = universe.next(reachedFrom.get(world));
        return possible.stream()
                .filter(step -> step.world().equals(world))
                .map(Universe.Step::what)
                .findFirst()
                .orElseThrow();
    }
}
