package io.havip.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.gateway.settings.Instances;
import io.havip.observe.Finding;
import io.havip.observe.Finding.Kind;
import io.havip.testing.NetworkLab;
import io.havip.testing.Requirement;
import io.havip.vrrp.State;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An Active whose advertisements a packet filter stops, on its own host or on the way. */
@Execution(ExecutionMode.CONCURRENT)
class SendingTest {
    private static final String VIP = "10.77.0.100";
    private static final String VIP6 = "fd00:77::100";

    private NetworkLab lab;

    @BeforeEach
    void connectTwoHosts() {
        Requirement.NFTABLES.ensure();
        lab = NetworkLab.create();
        for (var host : new String[] {"one", "two"}) {
            lab.namespace(host);
        }
        lab.connect("one", "eth0", "10.77.0.1/24", "fd00:77::1/64");
        lab.connect("two", "eth0", "10.77.0.2/24", "fd00:77::2/64");
    }

    @AfterEach
    void removeThem() {
        NetworkLab.close(lab);
    }

    /** @param hook {@code output} for what it sends, {@code input} for what it would hear */
    private void filter(String host, String hook, String what) {
        lab.run(host, "nft", "add", "table", "inet", "test");
        lab.run(host, "nft", "add chain inet test " + hook + " { type filter hook " + hook + " priority 0; }");
        lab.run(host, "nft", "add rule inet test " + hook + " " + what + " drop");
    }

    private void open(String host) {
        lab.run(host, "nft", "delete", "table", "inet", "test");
    }

    private static Optional<Finding> finding(Node node, Kind kind) {
        return node.status().findings().stream()
                .filter(finding -> finding.kind() == kind)
                .findFirst();
    }

    private static void awaitRoles(Node active, Node backup) {
        await().until(() -> active.state() == State.ACTIVE && backup.state() == State.BACKUP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"multicast", "unicast", "ipv6"})
    void yieldsToItsSuccessorSaysWhyAndReturnsWhenItCanSendAgain(String transport) {
        try (var one = Node.start(lab, "one", instances(transport, 150, "2"));
                var two = Node.start(lab, "two", instances(transport, 100, "1"))) {
            awaitRoles(one, two);

            filter("one", "output", "meta l4proto 112");

            awaitRoles(two, one);
            var vip = transport.equals("ipv6") ? VIP6 : VIP;
            assertThat(one.binds(vip)).isFalse();
            assertThat(two.binds(vip)).isTrue();
            await().until(() -> finding(one, Kind.SEND_REFUSED).isPresent());
            assertThat(finding(one, Kind.SEND_REFUSED)).hasValueSatisfying(finding -> {
                assertThat(finding.sentence()).contains("Operation not permitted (errno 1)");
                assertThat(finding.mend()).contains("nft list ruleset");
            });
            await().until(() -> one.count("havip.vrrp.transitions", "cause", "send_refused") == 1);
            assertThat(one.count("havip.vrrp.advertisements.send.failures", "errno", "EPERM"))
                    .isPositive();
            assertThat(one.gauge("havip.vrrp.peer.finding", "finding", "send_refused"))
                    .isEqualTo(1);

            open("one");

            awaitRoles(one, two);
            assertThat(two.binds(vip)).isFalse();
            await().until(() -> finding(one, Kind.SEND_REFUSED).isEmpty());
        }
    }

    private static Instances instances(String transport, int priority, String peer) {
        var plain = Instances.withPriority(priority);
        return switch (transport) {
            case "unicast" -> plain.unicast("10.77.0." + peer);
            case "ipv6" -> plain.addresses("fe80::100/64", VIP6 + "/64");
            default -> plain;
        };
    }

    @Test
    void keepsTheAddressAsLongAsNobodyElseIsHeard() {
        try (var one = Node.start(lab, "one", Instances.withPriority(150))) {
            await().until(() -> one.binds(VIP));

            filter("one", "output", "meta l4proto 112");

            await().until(() -> one.count("havip.vrrp.advertisements.send.failures", "errno", "EPERM") > 20);
            assertThat(one.state()).isEqualTo(State.ACTIVE);
            assertThat(one.binds(VIP)).isTrue();
        }
    }

    @Test
    void namesThePeerThatItCanNotSendTo() {
        try (var one = Node.start(lab, "one", Instances.withPriority(150).unicast("10.77.0.2", "10.77.0.3"))) {
            await().until(() -> one.state() == State.ACTIVE);

            filter("one", "output", "ip daddr 10.77.0.3");

            await().until(() -> finding(one, Kind.SEND_REFUSED).isPresent());
            assertThat(finding(one, Kind.SEND_REFUSED).orElseThrow().sentence())
                    .contains("10.77.0.3")
                    .doesNotContain("10.77.0.2");
            assertThat(one.count("havip.vrrp.advertisements.send.failures", "errno", "EPERM", "peer", "10.77.0.3"))
                    .isPositive();
            assertThat(one.count("havip.vrrp.advertisements.send.failures", "peer", "10.77.0.2"))
                    .isZero();
        }
    }

    @Test
    void whatIsLostOnTheWayIsFoundAndLeftToTheOperator() {
        try (var one = Node.start(lab, "one", Instances.withPriority(150));
                var two = Node.start(lab, "two", Instances.withPriority(100))) {
            awaitRoles(one, two);

            filter("two", "input", "meta l4proto 112");

            await().until(() -> finding(one, Kind.UNHEARD).isPresent());
            assertThat(finding(one, Kind.UNHEARD).orElseThrow().sentence())
                    .isEqualTo("10.77.0.2, of lower priority (100), goes on advertising: it does not hear this router");
            assertThat(finding(one, Kind.SEVERAL_ACTIVE)).isEmpty();
            assertThat(one.state()).isEqualTo(State.ACTIVE);
            assertThat(two.state()).isEqualTo(State.ACTIVE);

            open("two");
            awaitRoles(one, two);
        }
    }

    @Test
    void givesWayToAPeerThatDoesNotHearItWhereThatIsWanted() {
        try (var one = Node.start(lab, "one", Instances.withPriority(150).yieldingUnheard());
                var two = Node.start(lab, "two", Instances.withPriority(100))) {
            awaitRoles(one, two);

            filter("two", "input", "meta l4proto 112");

            awaitRoles(two, one);
            assertThat(one.binds(VIP)).isFalse();
            await().until(() -> one.count("havip.vrrp.transitions", "cause", "unheard") == 1);

            open("two");
            awaitRoles(one, two);
            assertThat(two.binds(VIP)).isFalse();
        }
    }
}
