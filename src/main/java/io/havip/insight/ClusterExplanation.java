package io.havip.insight;

import io.havip.config.Places.Setting;
import io.havip.config.options.GatewayOptions;
import io.havip.insight.NodePlan.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Several nodes in sentences: what {@code check} prints of a cluster.
 *
 * @param mismatches what does not fit together
 */
public record ClusterExplanation(String text, List<Mismatch> mismatches) {
    public ClusterExplanation {
        mismatches = List.copyOf(mismatches);
    }

    /** Whether something keeps them from working together. */
    public boolean broken() {
        return mismatches.stream().anyMatch(Mismatch::broken);
    }

    /** @param nodes at least two; of the first one, notices are left out: {@link NodeExplanation} has them */
    public static ClusterExplanation of(List<NodePlan> nodes) {
        var named = NodePlan.named(nodes);
        var routers = SharedRouter.of(named);
        var sections = new ArrayList<String>();
        var ofNodes = ofNodes(nodes, named, routers);
        var all = new ArrayList<>(ofNodes);
        if (!ofNodes.isEmpty()) {
            sections.add("nodes: " + named.stream().map(NodePlan::name).collect(Collectors.joining(", ")) + "\n"
                    + shown(ofNodes));
        }
        for (var router : routers) {
            var mismatches = mismatches(router, routers, named);
            boolean works = mismatches.stream().noneMatch(Mismatch::broken);
            all.addAll(mismatches);
            sections.add(router.shown() + "\n" + shown(mismatches)
                    + (works && router.members().size() > 1 ? elected(router.members()) : ""));
        }
        named.stream()
                .skip(1)
                .filter(node -> !node.config().notices().isEmpty())
                .forEach(node -> sections.add("notices of " + node.name() + "\n"
                        + node.config().notices().stream()
                                .map(notice -> "  " + notice + "\n")
                                .collect(Collectors.joining())));
        return new ClusterExplanation(String.join("\n", sections), all);
    }

    private static String shown(List<Mismatch> mismatches) {
        return mismatches.stream()
                .sorted(Comparator.comparing(mismatch -> !mismatch.broken()))
                .map(Mismatch::text)
                .collect(Collectors.joining());
    }

    private static List<Mismatch> ofNodes(List<NodePlan> nodes, List<NodePlan> named, List<SharedRouter> routers) {
        var found = new ArrayList<Mismatch>();
        // Where none is written, it is that of the host that is asked.
        nodes.stream()
                .filter(node -> node.config().origin().settings().has(GatewayOptions.ROUTER_NAME))
                .collect(Collectors.groupingBy(NodePlan::name, Collectors.counting()))
                .forEach((name, count) -> {
                    if (count > 1) {
                        found.add(new Mismatch(
                                false,
                                count + " nodes are called " + name + ": logs and messages don't tell them apart",
                                "give each its own router_id (router-name)",
                                List.of()));
                    }
                });
        var alone = named.stream()
                .filter(node -> routers.stream()
                        .noneMatch(router ->
                                router.members().size() > 1 && router.on(node).isPresent()))
                .map(NodePlan::name)
                .collect(Collectors.joining(", "));
        if (!alone.isEmpty()) {
            found.add(new Mismatch(
                    true,
                    "no virtual router in common with another node: " + alone,
                    "use the same VRID for the same addresses",
                    List.of()));
        }
        return found;
    }

    private static List<Mismatch> mismatches(SharedRouter router, List<SharedRouter> routers, List<NodePlan> nodes) {
        var found = new ArrayList<Mismatch>();
        var members = router.members();
        for (var node : nodes) {
            if (router.on(node).isEmpty()) {
                found.add(missing(router, node, routers));
            }
        }
        for (int i = 0; i < members.size(); i++) {
            for (int j = i + 1; j < members.size(); j++) {
                found.addAll(Comparison.of(members.get(i), members.get(j)));
            }
        }
        return found;
    }

    private static Mismatch missing(SharedRouter router, NodePlan node, List<SharedRouter> routers) {
        var first = router.members().getFirst();
        var twin = routers.stream()
                .filter(other -> other.family() == router.family() && other.vrid() != router.vrid())
                .flatMap(other -> other.on(node).stream())
                .filter(member -> SharedRouter.sharesAddress(member.instance(), first.instance()))
                .findFirst();
        return twin.map(member -> Mismatch.anotherVrid(
                        node.name(),
                        member.instance().router().vrid(),
                        member.instance().name(),
                        places(first, member)))
                .orElseGet(() -> new Mismatch(
                        false,
                        node.name() + " has no instance with this VRID and family: it never takes over",
                        "describe it there too, or leave " + node.name() + " out of the comparison",
                        first.place(Setting.VRID).stream().toList()));
    }

    private static List<String> places(Member one, Member other) {
        return Stream.of(one, other)
                .flatMap(member -> member.place(Setting.VRID).stream())
                .toList();
    }

    private static String elected(List<Member> members) {
        var rows = Election.of(members);
        int width = rows.stream().mapToInt(row -> row.occasion().length()).max().orElse(0);
        return rows.stream()
                .map(row -> "  " + row.occasion()
                        + " ".repeat(width - row.occasion().length() + 2) + (row.warning() ? "warning: " : "")
                        + row.consequence() + "\n")
                .collect(Collectors.joining());
    }
}
