package io.havip.search;

import static io.havip.search.Universe.SETTLED;

import io.havip.search.Nodes.Facts;
import io.havip.vrrp.State;
import java.util.List;
import java.util.stream.IntStream;

/** What is promised of every world. */
final class Promises {
    private static final String KEPT = "";

    private final Nodes nodes;
    private final Universe.World world;

    Promises(Nodes nodes, Universe.World world) {
        this.nodes = nodes;
        this.world = world;
    }

    /** What is broken; empty if nothing is. */
    String broken() {
        if (world.tooBusy()) {
            return "they answer each other for ever";
        }
        for (int node = 0; node < nodes.count(); node++) {
            if (divided(node)) {
                return Universe.name(node) + " has a part of the roles of its group, and not all";
            }
        }
        return world.settledAtThisInstant() ? brokenBetweenInstants() : KEPT;
    }

    /** In whatever order things happen: those who move together are nowhere apart. */
    private boolean divided(int node) {
        return world.facts(node).stream()
                        .map(member -> member.state() == State.ACTIVE)
                        .distinct()
                        .count()
                > 1;
    }

    private String brokenBetweenInstants() {
        for (int node = 0; node < nodes.count(); node++) {
            for (int member = 0; member < nodes.members(); member++) {
                boolean has = world.facts(node).get(member).owns();
                if (world.hears(node) && has != world.lease(node, member) > 0) {
                    return Universe.name(node)
                            + (has ? " is to have the address, and has not" : " has the address, and is not to");
                }
            }
        }
        var able = nodes().filter(node -> world.up(node) && well(node)).boxed().toList();
        for (int member = 0; member < nodes.members(); member++) {
            var broken = brokenOf(owners(member), able);
            if (!broken.isEmpty()) {
                return broken;
            }
        }
        boolean together = IntStream.range(0, nodes.members())
                        .mapToObj(this::owners)
                        .distinct()
                        .count()
                == 1;
        return settled(able) && !together ? "a group's addresses are apart, for " + SETTLED + " quarters" : KEPT;
    }

    private String brokenOf(List<Integer> owners, List<Integer> able) {
        if (owners.size() > 1 && world.sinceNetwork() >= SETTLED) {
            return "two have the address, and nothing was lost or late for " + SETTLED + " quarters";
        }
        if (!settled(able)) {
            return KEPT;
        }
        if (owners.size() != 1) {
            return owners.size() + " have the address, and nothing has happened for " + SETTLED + " quarters";
        }
        int best = able.stream().mapToInt(this::priority).max().orElseThrow();
        boolean preempts =
                nodes().allMatch(node -> nodes.settings(node).preemption().preempt());
        return !preempts || priority(owners.getFirst()) == best
                ? KEPT
                : "a worse one has the address, for " + SETTLED + " quarters";
    }

    /** Whether nothing has happened for long enough, and somebody can have the role. */
    private boolean settled(List<Integer> able) {
        return world.sinceAny() >= SETTLED && !able.isEmpty();
    }

    private int priority(int node) {
        return world.facts(node).getFirst().priority();
    }

    private boolean well(int node) {
        return world.facts(node).stream().map(Facts::state).noneMatch(State.FAULT::equals);
    }

    private List<Integer> owners(int member) {
        return nodes().filter(node -> world.hears(node) && world.lease(node, member) > 0)
                .boxed()
                .toList();
    }

    private IntStream nodes() {
        return IntStream.range(0, nodes.count());
    }
}
