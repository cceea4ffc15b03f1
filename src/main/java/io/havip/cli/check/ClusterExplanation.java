package io.havip.cli.check;

import io.havip.cli.check.NodePlan.Member;
import io.havip.gateway.InstanceSettings;
import io.havip.vrrp.Family;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Several nodes in sentences: what {@code check} prints of a cluster.
 *
 * @param broken whether something keeps them from working together
 */
public record ClusterExplanation(String text, boolean broken) {

    /** Virtual routers on different nodes are one when these agree. */
    private record Identity(int vrid, Family family) {
        static Identity of(InstanceSettings instance) {
            return new Identity(instance.router().vrid(), instance.router().family());
        }
    }

    /** @param nodes at least two */
    public static ClusterExplanation of(List<NodePlan> nodes) {
        var named = NodePlan.named(nodes);
        var routers = new LinkedHashMap<Identity, List<Member>>();
        for (var node : named) {
            for (var instance : node.config().instances()) {
                routers.computeIfAbsent(Identity.of(instance), _ -> new ArrayList<>())
                        .add(new Member(node, instance));
            }
        }
        var page = new StringBuilder();
        boolean broken = false;
        for (var router : routers.entrySet()) {
            broken |= describe(router.getKey(), router.getValue(), named, page);
        }
        return new ClusterExplanation(page.toString(), broken);
    }

    private static boolean describe(
            Identity identity, List<Member> everyone, List<NodePlan> nodes, StringBuilder page) {
        page.append(page.isEmpty() ? "" : "\n")
                .append("virtual router %d, %s: %s\n"
                        .formatted(
                                identity.vrid(),
                                identity.family() == Family.IPV4 ? "IPv4" : "IPv6",
                                everyone.stream()
                                        .map(member -> member.instance().name() + " on " + member.name())
                                        .collect(Collectors.joining(", "))));
        var members = onePerNode(everyone);
        var mismatches = mismatches(members, nodes);
        for (var mismatch : mismatches) {
            page.append("  %s: %s\n    mend: %s\n"
                    .formatted(mismatch.broken() ? "error" : "warning", mismatch.sentence(), mismatch.mend()));
        }
        boolean broken = mismatches.stream().anyMatch(Mismatch::broken);
        if (members.size() > 1 && !broken) {
            elect(members, page);
        }
        return broken;
    }

    /** A VRID on several interfaces of one node is as many virtual routers; they are told by their addresses. */
    private static List<Member> onePerNode(List<Member> everyone) {
        Map<NodePlan, Member> first = new LinkedHashMap<>();
        everyone.forEach(member -> first.putIfAbsent(member.node(), member));
        return List.copyOf(first.values());
    }

    private static List<Mismatch> mismatches(List<Member> members, List<NodePlan> nodes) {
        var found = new ArrayList<Mismatch>();
        for (var node : nodes) {
            if (members.stream().noneMatch(member -> member.node().equals(node))) {
                found.add(new Mismatch(
                        false,
                        node.name() + " has no instance with this VRID and family: it never takes over",
                        "describe it there too, or leave " + node.name() + " out of the comparison"));
            }
        }
        for (int i = 0; i < members.size(); i++) {
            for (int j = i + 1; j < members.size(); j++) {
                found.addAll(Mismatch.between(members.get(i), members.get(j)));
            }
        }
        return found.stream()
                .sorted(Comparator.comparing(mismatch -> !mismatch.broken()))
                .toList();
    }

    private static void elect(List<Member> members, StringBuilder page) {
        var rows = Election.of(members);
        int width = rows.stream().mapToInt(row -> row.occasion().length()).max().orElse(0);
        for (var row : rows) {
            page.append("  ")
                    .append(row.occasion())
                    .append(" ".repeat(width - row.occasion().length() + 2))
                    .append(row.warning() ? "warning: " : "")
                    .append(row.consequence())
                    .append('\n');
        }
    }
}
