package io.havip.gateway.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.gateway.Node;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Instances;
import io.havip.gateway.settings.Routing;
import io.havip.linux.Network;
import io.havip.linux.Route;
import io.havip.linux.Rule;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.Family;
import io.havip.vrrp.State;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Routes and rules move with the role, as the kernel shows them. */
@Execution(ExecutionMode.CONCURRENT)
class RoutingBindingTest {
    private static final String VIP = "10.77.0.100";
    private static final int TABLE = 100;
    private static final Route ROUTE = route("10.99.0.0/16", Route.MAIN_TABLE);
    private static final Route OTHER_ROUTE = route("10.98.0.0/16", TABLE);
    private static final Rule RULE = rule(500);
    private static final Rule OTHER_RULE = rule(501);
    private static final Routing ROUTING = new Routing(List.of(ROUTE), List.of(RULE));

    private NetworkLab lab;

    @BeforeEach
    void connectTwoHosts() {
        lab = NetworkLab.create();
        for (var host : new String[] {"one", "two"}) {
            lab.namespace(host);
        }
        lab.connect("one", "eth0", "10.77.0.1/24");
        lab.connect("two", "eth0", "10.77.0.2/24");
    }

    @AfterEach
    void removeThem() {
        NetworkLab.close(lab);
    }

    @Test
    void theyMoveWithTheRole() {
        try (var two = Node.start(lab, "two", List.of(instance(100, ROUTING)))) {
            try (var one = Node.start(lab, "one", List.of(instance(150, ROUTING)))) {
                await().until(() -> one.state() == State.ACTIVE && two.state() == State.BACKUP);

                await().untilAsserted(() -> assertThat(routes("one"))
                        .contains("10.99.0.0/16 via 10.77.0.254 dev eth0 proto keepalived src 10.77.0.100 metric 7"));
                assertThat(rules("one")).contains("500:\tfrom 10.77.0.100 lookup 100 proto keepalived");
                assertThat(routes("two")).doesNotContain("10.99");
                assertThat(rules("two")).doesNotContain("500:");
            }
            await().untilAsserted(() -> assertThat(routes("two")).contains("10.99.0.0/16"));
            assertThat(rules("two")).contains("500:");
            assertThat(routes("one")).doesNotContain("10.99");
            assertThat(rules("one")).doesNotContain("500:");
        }
    }

    @Test
    void aReloadChangesWhatDiffers() {
        try (var one = Node.start(lab, "one", List.of(instance(150, ROUTING)))) {
            await().untilAsserted(() -> assertThat(rules("one")).contains("500:"));

            one.change(List.of(instance(150, new Routing(List.of(OTHER_ROUTE), List.of(OTHER_RULE)))));

            await().untilAsserted(
                            () -> assertThat(rules("one")).contains("501:").doesNotContain("500:"));
            assertThat(routes("one")).doesNotContain("10.99");
            assertThat(lab.run("one", "ip", "route", "show", "table", "100")).contains("10.98.0.0/16");
            assertThat(one.state()).isEqualTo(State.ACTIVE);
        }
    }

    @Test
    void whatAKilledAgentLeftGoesAtTheStartAndWhatIsNotOursStays() {
        lab.run("one", "ip", "address", "add", VIP + "/24", "dev", "eth0");
        lab.run(
                "one",
                "ip",
                "route",
                "add",
                "10.99.0.0/16",
                "via",
                "10.77.0.254",
                "metric",
                "7",
                "proto",
                "18",
                "src",
                VIP);
        lab.run("one", "ip", "route", "add", "10.99.0.0/16", "via", "10.77.0.253", "metric", "8");
        lab.run("one", "ip", "rule", "add", "from", VIP, "priority", "500", "table", "100", "protocol", "18");
        try (var two = Node.start(lab, "two", List.of(instance(150, Routing.NONE)))) {
            await().until(() -> two.state() == State.ACTIVE);
            try (var one = Node.start(lab, "one", List.of(instance(100, ROUTING)))) {
                await().until(() -> one.state() == State.BACKUP);

                assertThat(routes("one")).contains("metric 8").doesNotContain("metric 7");
                assertThat(rules("one")).doesNotContain("500:");
            }
        }
    }

    /** The kernel tells them apart by their protocol. */
    @Test
    void theSameOnesOfAnOperatorAreNeitherTakenNorRemoved() {
        lab.run("one", "ip", "route", "add", "10.99.0.0/16", "via", "10.77.0.254", "metric", "7");
        lab.run("one", "ip", "rule", "add", "from", VIP, "priority", "500", "table", "100");
        try (var one = Node.start(lab, "one", List.of(instance(150, ROUTING)))) {
            await().untilAsserted(() -> assertThat(rules("one").lines().filter(rule -> rule.startsWith("500:")))
                    .hasSize(2));
        }

        assertThat(routes("one").lines().filter(route -> route.startsWith("10.99")))
                .singleElement()
                .asString()
                .doesNotContain("keepalived");
        assertThat(rules("one").lines().filter(rule -> rule.startsWith("500:")))
                .singleElement()
                .asString()
                .doesNotContain("keepalived");
    }

    @Test
    void aRouteThatCantBeAddedCostsNobodyTheRole() {
        var nowhere = new Route(
                Route.Type.UNICAST,
                network("10.97.0.0/16"),
                Optional.empty(),
                List.of(new Route.NextHop(Optional.empty(), Optional.of("missing0"), 1, false, 0)),
                Route.MAIN_TABLE,
                253,
                Optional.empty(),
                Route.Options.NONE);
        try (var one = Node.start(lab, "one", List.of(instance(150, new Routing(List.of(nowhere), List.of(RULE)))))) {
            await().untilAsserted(() -> assertThat(rules("one")).contains("500:"));

            assertThat(one.state()).isEqualTo(State.ACTIVE);
            assertThat(one.binds(VIP)).isTrue();
        }
    }

    private String routes(String host) {
        return lab.run(host, "ip", "route", "show");
    }

    private String rules(String host) {
        return lab.run(host, "ip", "rule", "show");
    }

    private static InstanceSettings instance(int priority, Routing routing) {
        return Instances.withPriority(priority).settings(routing);
    }

    private static Route route(String destination, int table) {
        return new Route(
                Route.Type.UNICAST,
                network(destination),
                Optional.of(InetAddress.ofLiteral(VIP)),
                List.of(new Route.NextHop(
                        Optional.of(InetAddress.ofLiteral("10.77.0.254")), Optional.of("eth0"), 1, false, 0)),
                table,
                0,
                Optional.of(7),
                Route.Options.NONE);
    }

    private static Rule rule(int priority) {
        return new Rule(
                Family.IPV4,
                priority,
                Rule.Selector.from(network(VIP + "/32")),
                Rule.Action.LOOKUP,
                TABLE,
                true,
                Route.PROTOCOL_KEEPALIVED);
    }

    private static Network network(String text) {
        var parts = text.split("/");
        return new Network(InetAddress.ofLiteral(parts[0]), Integer.parseInt(parts[1]));
    }
}
