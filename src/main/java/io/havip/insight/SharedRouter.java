package io.havip.insight;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.insight.NodePlan.Member;
import io.havip.vrrp.Family;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A virtual router, with all that the nodes say of it.
 *
 * @param members at most one of each node, in the nodes' order
 */
record SharedRouter(int vrid, Family family, List<Member> members) {
    SharedRouter {
        members = List.copyOf(members);
    }

    private record Identity(int vrid, Family family) {
        static Identity of(InstanceSettings instance) {
            return new Identity(instance.router().vrid(), instance.router().family());
        }
    }

    private record Match(Member member, List<Member> router, int likeness) {}

    /**
     * All virtual routers of the nodes. Those of one VRID and family are one; where a node uses a VRID on several
     * interfaces, what they have in common tells which belong together: an address, the name, the interface.
     */
    static List<SharedRouter> of(List<NodePlan> nodes) {
        Map<Identity, List<List<Member>>> found = new LinkedHashMap<>();
        for (var node : nodes) {
            var byIdentity = node.config().instances().stream()
                    .collect(Collectors.groupingBy(Identity::of, LinkedHashMap::new, Collectors.toList()));
            byIdentity.forEach((identity, instances) -> join(
                    instances.stream()
                            .map(instance -> new Member(node, instance))
                            .toList(),
                    found.computeIfAbsent(identity, _ -> new ArrayList<>())));
        }
        return found.entrySet().stream()
                .flatMap(routers -> routers.getValue().stream()
                        .map(members -> new SharedRouter(
                                routers.getKey().vrid(), routers.getKey().family(), members)))
                .toList();
    }

    /** Adds one node's, the likest first, each to one router. */
    private static void join(List<Member> arriving, List<List<Member>> routers) {
        var waiting = new ArrayList<>(arriving);
        var open = new ArrayList<>(routers);
        while (!waiting.isEmpty() && !open.isEmpty()) {
            var likest = waiting.stream()
                    .flatMap(member -> open.stream().map(router -> new Match(member, router, likeness(member, router))))
                    .max(Comparator.comparingInt(Match::likeness))
                    .orElseThrow();
            likest.router().add(likest.member());
            waiting.removeIf(member -> member == likest.member());
            open.removeIf(router -> router == likest.router());
        }
        waiting.forEach(member -> routers.add(new ArrayList<>(List.of(member))));
    }

    private static int likeness(Member member, List<Member> router) {
        return router.stream()
                .mapToInt(other -> (sharesAddress(member.instance(), other.instance()) ? 4 : 0)
                        + (member.instance().name().equals(other.instance().name()) ? 2 : 0)
                        + (member.instance()
                                        .interfaceName()
                                        .equals(other.instance().interfaceName())
                                ? 1
                                : 0))
                .max()
                .orElse(0);
    }

    /** What this node says of it. */
    Optional<Member> on(NodePlan node) {
        return members.stream().filter(member -> member.node() == node).findFirst();
    }

    String shown() {
        return "virtual router %d, %s: %s"
                .formatted(
                        vrid,
                        family == Family.IPV4 ? "IPv4" : "IPv6",
                        members.stream()
                                .map(member -> member.instance().name() + " on " + member.name())
                                .collect(Collectors.joining(", ")));
    }

    static boolean sharesAddress(InstanceSettings one, InstanceSettings other) {
        return addresses(one).stream().anyMatch(addresses(other)::contains);
    }

    private static Set<InetAddress> addresses(InstanceSettings instance) {
        return instance.moving().addresses().stream()
                .map(VirtualAddress::address)
                .collect(Collectors.toSet());
    }
}
