package io.havip.cli;

import io.havip.console.PeerAnswer;
import io.havip.insight.Mismatch;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is wrong with the other nodes, and between them and this one, by what each has answered to {@code GET /status}. What they find
 * wrong with each other's advertisements is in there: whose are heard, and by whom, decides who is active.
 */
final class OtherNodes {
    private static final String SEE_THERE = "see on that node: systemctl status havip-gateway, havip-gateway doctor";

    private final Status own;
    private final List<Ailment> wrong = new ArrayList<>();
    private final List<Status> others = new ArrayList<>();

    private OtherNodes(JsonObject own) {
        this.own = new Status("this node", own);
    }

    /** @param own this node's answer to the same */
    static List<Ailment> ailments(JsonObject own, List<PeerAnswer> answers) {
        var nodes = new OtherNodes(own);
        answers.forEach(nodes::hear);
        nodes.others.forEach(nodes::compare);
        if (nodes.others.size() == answers.size()) {
            nodes.own.routers().forEach(nodes::takenOver);
        }
        return nodes.wrong;
    }

    private void hear(PeerAnswer answer) {
        switch (answer) {
            case PeerAnswer.Silent(String peer, String failure) ->
                wrong.add(Ailment.of(peer, "this node does not answer: " + EventText.printable(failure), SEE_THERE));
            case PeerAnswer.Nothing(String peer, var _) -> unreadable(peer);
            case PeerAnswer.Told(String peer, var _, byte[] content) -> {
                try {
                    read(new JsonObject(new String(content, StandardCharsets.UTF_8)));
                } catch (DecodeException | DateTimeException another) {
                    unreadable(peer);
                }
            }
        }
    }

    private void unreadable(String peer) {
        wrong.add(Ailment.of(peer, "what this node answers is no status of a gateway", SEE_THERE));
    }

    private void read(JsonObject json) {
        String name = EventText.printable(Ailment.text(json, "router"));
        var status = new Status(name, json);
        // All of it that is looked at later, so that it is refused now if it can't be read.
        var ailments = Ailment.of(json);
        status.routers().forEach(Router::settled);
        if (name.equals(Ailment.text(own.json(), "router"))) {
            wrong.add(Ailment.of(
                    name,
                    "another node in management: peers: is called so too, or this one is listed there",
                    "give each its own router_id (router-name), and list the others only"));
            return;
        }
        ailments.forEach(ailment -> wrong.add(ailment.on(name)));
        others.add(status);
    }

    private void compare(Status other) {
        for (var router : own.routers()) {
            var theirs = other.same(router);
            theirs.filter(twin -> router.settled() && twin.settled() && router.active() && twin.active())
                    .ifPresent(twin -> wrong.add(new Ailment(
                            router.name(),
                            Optional.of(later(router.since(), twin.since()).toString()),
                            "this node and " + other.name() + " are both active",
                            Optional.of(
                                    "let IP protocol 112 through between the two, in both directions, and see that version,"
                                            + " authentication and VRID are the same: havip-gateway check --peer"))));
            if (theirs.isEmpty()) {
                other.underAnotherVrid(router).ifPresent(twin -> {
                    var mismatch = Mismatch.anotherVrid(other.name(), twin.vrid(), twin.name(), List.of());
                    wrong.add(Ailment.of(router.name(), mismatch.sentence(), mismatch.mend()));
                });
            }
        }
    }

    /** Whether somebody could, of those that all have answered. */
    private void takenOver(Router router) {
        boolean known = others.stream()
                .anyMatch(other -> other.same(router)
                        .or(() -> other.underAnotherVrid(router))
                        .isPresent());
        if (!others.isEmpty() && !known) {
            wrong.add(Ailment.of(
                    router.name(),
                    "no node in management: peers: has VRID " + router.vrid() + ", " + router.family()
                            + ": none of them takes over",
                    "describe the virtual router there too, or list the nodes that have it"));
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** What a node has answered. */
    private record Status(String name, JsonObject json) {
        List<Router> routers() {
            var at = Instant.parse(Ailment.text(json, "at"));
            return Ailment.objects(json, "instances")
                    .map(instance -> new Router(at, instance))
                    .toList();
        }

        /** Where a VRID is used on several interfaces, the one that shares an address. */
        Optional<Router> same(Router router) {
            var candidates = routers().stream()
                    .filter(other ->
                            other.vrid() == router.vrid() && other.family().equals(router.family()))
                    .toList();
            return candidates.stream()
                    .filter(router::sharesAddress)
                    .findFirst()
                    .or(() -> candidates.stream().findFirst());
        }

        Optional<Router> underAnotherVrid(Router router) {
            return routers().stream()
                    .filter(other -> other.vrid() != router.vrid() && router.sharesAddress(other))
                    .findFirst();
        }
    }

    /** A virtual router on a node, at the time of its answer. */
    private record Router(Instant at, JsonObject json) {
        String name() {
            return EventText.printable(Ailment.text(json, "name"));
        }

        int vrid() {
            return json.getValue("vrid") instanceof Number number ? number.intValue() : 0;
        }

        String family() {
            return EventText.printable(Ailment.text(json, "family"));
        }

        boolean active() {
            return Ailment.text(json, "state").equals("active");
        }

        Instant since() {
            return json.containsKey("since") ? Instant.parse(Ailment.text(json, "since")) : at;
        }

        /** Whether it has its role for longer than a change of roles takes, by its own clock. */
        boolean settled() {
            double seconds =
                    json.getValue("active_down_interval_seconds") instanceof Number number ? number.doubleValue() : 0;
            var patience = Duration.ofNanos((long) (1e9 * seconds));
            return Duration.between(since(), at).compareTo(patience) > 0;
        }

        boolean sharesAddress(Router other) {
            return addresses().stream().anyMatch(other.addresses()::contains);
        }

        /** Without the prefix length. */
        private Set<String> addresses() {
            return Ailment.objects(json, "addresses")
                    .map(address -> Ailment.text(address, "address").split("/", 2)[0])
                    .collect(Collectors.toSet());
        }
    }
}
