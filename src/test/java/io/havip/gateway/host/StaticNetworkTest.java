package io.havip.gateway.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.config.InstanceBuilder;
import io.havip.gateway.Gateway;
import io.havip.gateway.Node;
import io.havip.gateway.settings.Instances;
import io.havip.gateway.settings.Routing;
import io.havip.gateway.settings.StaticNetworkSettings;
import io.havip.gateway.settings.TrackGroup;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.health.PresenceTracker;
import io.havip.linux.Network;
import io.havip.linux.Route;
import io.havip.testing.NetworkLab;
import io.havip.testing.TestWorkers;
import io.havip.vrrp.State;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a host has for as long as the gateway runs. */
@Execution(ExecutionMode.CONCURRENT)
class StaticNetworkTest {
    private static final VirtualAddress IPV4 = address("10.78.0.5", 24, "eth0");
    private static final VirtualAddress IPV6 = address("fd00:78::5", 64, "eth0");
    private static final VirtualAddress THERE = address("10.77.0.1", 24, "eth0");
    private static final Routing ROUTE = new Routing(
            List.of(new Route(
                    Route.Type.UNICAST,
                    new Network(InetAddress.ofLiteral("10.99.0.0"), 16),
                    Optional.empty(),
                    List.of(new Route.NextHop(
                            Optional.of(InetAddress.ofLiteral("10.78.0.254")), Optional.of("eth0"), 1, false, 0)),
                    Route.MAIN_TABLE,
                    0,
                    Optional.empty(),
                    Route.Options.NONE)),
            List.of());

    private final List<String> warnings = new ArrayList<>();
    private NetworkLab lab;
    private StaticNetwork network;

    @BeforeEach
    void connectAHost() {
        lab = NetworkLab.create();
        lab.namespace("host");
        lab.connect("host", "eth0", "10.77.0.1/24");
        network = lab.inside("host", () -> new StaticNetwork(warnings::add));
    }

    @AfterEach
    void disconnect() {
        NetworkLab.close(lab);
    }

    @Test
    void comesAtTheStartAndGoesAtTheEndButForWhatWasThere() {
        network.apply(new StaticNetworkSettings(List.of(IPV4, IPV6, THERE), ROUTE));

        assertThat(addresses()).contains("10.78.0.5/24", "fd00:78::5/64", "10.77.0.1/24");
        assertThat(lab.run("host", "ip", "-6", "address", "show", "dev", "eth0"))
                .doesNotContain("deprecated");
        assertThat(routes()).contains("10.99.0.0/16 via 10.78.0.254 dev eth0");

        network.close();
        assertThat(addresses()).contains("10.77.0.1/24").doesNotContain("10.78.0.5", "fd00:78::5");
        assertThat(routes()).doesNotContain("10.99");
        assertThat(warnings).isEmpty();
    }

    @Test
    void anAddressOfTheHostInTheSameSubnetOutlivesOurs() {
        lab.run("host", "sh", "-c", "echo 0 > /proc/sys/net/ipv4/conf/eth0/promote_secondaries");
        network.apply(new StaticNetworkSettings(List.of(IPV4), Routing.NONE));
        lab.run("host", "ip", "address", "add", "10.78.0.9/24", "dev", "eth0");
        assertThat(lab.run("host", "ip", "address", "show", "to", "10.78.0.9")).contains("secondary");

        network.close();

        assertThat(addresses()).contains("10.78.0.9/24").doesNotContain("10.78.0.5");
    }

    @Test
    void aChangeIsADifference() {
        network.apply(new StaticNetworkSettings(List.of(IPV4, IPV6), ROUTE));

        network.apply(new StaticNetworkSettings(List.of(IPV4), Routing.NONE));

        assertThat(addresses()).contains("10.78.0.5/24").doesNotContain("fd00:78::5");
        assertThat(routes()).doesNotContain("10.99");
    }

    @Test
    void anAddressWithAPeerIsRemovedAsItCame() {
        network.apply(new StaticNetworkSettings(
                List.of(facing(IPV4, "10.79.0.1", 32), facing(IPV6, "fd00:79::1", 128)), Routing.NONE));
        assertThat(addresses()).contains("10.78.0.5 peer 10.79.0.1/32", "fd00:78::5 peer fd00:79::1/128");

        network.close();
        assertThat(addresses()).doesNotContain("10.78.0.5", "fd00:78::5");
        assertThat(warnings).isEmpty();
    }

    @Test
    void whatCannotBeAddedIsSaidAndTheRestIsAdded() {
        network.apply(new StaticNetworkSettings(List.of(address("10.79.0.5", 24, "eth7"), IPV4), Routing.NONE));

        assertThat(warnings).containsExactly("static address 10.79.0.5: there is no interface eth7");
        assertThat(addresses()).contains("10.78.0.5/24");
    }

    @Test
    void whatSomebodyRemovesOfAGroupIsPutBackOrItIsSaidWhyNot() {
        lab.connect("host", "eth1");
        var group = new TrackGroup("uplink", List.of(IPV4, address("10.80.0.5", 24, "eth1")), ROUTE);
        network.apply(new StaticNetworkSettings(List.of(), Routing.NONE, List.of(group)));
        assertThat(network.restore("uplink")).isEmpty();

        lab.run("host", "ip", "address", "delete", "10.78.0.5/24", "dev", "eth0");
        lab.run("host", "ip", "route", "delete", "10.99.0.0/16");
        assertThat(network.restore("uplink")).isEmpty();
        assertThat(addresses()).contains("10.78.0.5/24");
        assertThat(routes()).contains("10.99.0.0/16 via 10.78.0.254 dev eth0");

        lab.run("host", "ip", "link", "delete", "eth1");
        assertThat(network.restore("uplink")).contains("static address 10.80.0.5: there is no interface eth1");
        assertThat(network.restore("uplink")).isPresent();
        assertThat(warnings).as("said once").hasSize(1);

        lab.connect("host", "eth1");
        assertThat(network.restore("uplink")).isEmpty();
        assertThat(network.restore("other")).isEmpty();
        network.apply(StaticNetworkSettings.NONE);
        assertThat(addresses()).doesNotContain("10.78.0.5");
    }

    /** The kernel keeps a route whose gateway has become unknown, and would not add it any more. */
    @Test
    void aRouteThatIsThereIsNotMissedAlthoughItCouldNotBeAdded() {
        lab.run("host", "ip", "address", "add", "10.78.0.7/24", "dev", "eth0");
        var group = new TrackGroup("uplink", List.of(), ROUTE);
        network.apply(new StaticNetworkSettings(List.of(), Routing.NONE, List.of(group)));

        lab.run("host", "ip", "address", "delete", "10.78.0.7/24", "dev", "eth0");
        assertThat(routes()).contains("10.99.0.0/16 via 10.78.0.254 dev eth0");
        assertThat(network.restore("uplink")).isEmpty();

        lab.run("host", "ip", "route", "add", "10.99.0.0/16", "dev", "eth0", "metric", "5", "proto", "keepalived");
        lab.run("host", "ip", "route", "delete", "10.99.0.0/16", "via", "10.78.0.254");
        assertThat(network.restore("uplink"))
                .hasValueSatisfying(why -> assertThat(why).startsWith("route 10.99.0.0/16: "));
    }

    @Test
    void whatComesIntoAGroupStays() {
        network.apply(new StaticNetworkSettings(List.of(IPV4), ROUTE));

        var group = new TrackGroup("uplink", List.of(IPV4), ROUTE);
        network.apply(new StaticNetworkSettings(List.of(), Routing.NONE, List.of(group)));
        assertThat(addresses()).contains("10.78.0.5/24");
        assertThat(routes()).contains("10.99.0.0/16");

        network.apply(new StaticNetworkSettings(List.of(IPV4), ROUTE));
        assertThat(addresses()).contains("10.78.0.5/24");
        assertThat(routes()).contains("10.99.0.0/16");
        assertThat(warnings).isEmpty();
    }

    @Test
    void whoFollowsAGroupIsInFaultWhileItCantBeThere() {
        lab.connect("host", "eth1");
        var group = new TrackGroup("uplink", List.of(address("10.80.0.5", 24, "eth1")), Routing.NONE);
        network.apply(new StaticNetworkSettings(List.of(), Routing.NONE, List.of(group)));
        var instance = Instances.withPriority(150).tracking(group.tracker(), 0).settings();
        var plan = new Gateway.TrackerPlan(
                group.tracker(),
                group.name(),
                () -> new PresenceTracker(group.tracker(), () -> network.restore(group.name()), TestWorkers.make()));
        try (var node = Node.start(lab, "host", List.of())) {
            node.change(List.of(instance), plan);
            await().until(() -> node.state() == State.ACTIVE);

            lab.run("host", "ip", "link", "delete", "eth1");
            await().until(() -> node.state() == State.FAULT);
            assertThat(node.status().faults())
                    .containsEntry("static uplink", "static address 10.80.0.5: there is no interface eth1");

            lab.connect("host", "eth1");
            await().until(() -> node.state() == State.ACTIVE);
            assertThat(lab.binds("host", "10.80.0.5")).isTrue();
        }
    }

    private String addresses() {
        return lab.run("host", "ip", "address", "show", "dev", "eth0");
    }

    private String routes() {
        return lab.run("host", "ip", "route");
    }

    private static VirtualAddress facing(VirtualAddress near, String peer, int prefixLength) {
        return address(IpAddress.text(near.address()) + " peer " + peer, prefixLength, near.interfaceName());
    }

    private static VirtualAddress address(String address, int prefixLength, String interfaceName) {
        return InstanceBuilder.address(address + "/" + prefixLength + " dev " + interfaceName, _ -> {});
    }
}
