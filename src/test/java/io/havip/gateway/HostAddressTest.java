package io.havip.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.gateway.settings.Instances;
import io.havip.testing.Capture;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An address is more than its number: ours moves with the role, the host's stays, and is nobody's to take along. */
@Execution(ExecutionMode.CONCURRENT)
class HostAddressTest {
    private static final String VIP = "10.77.0.100";
    private static final String OTHER_VIP = "10.77.0.200";
    private static final String IPV6_VIP = "fd00:77::100";
    private static final String GATEWAY = "fe80::1";
    /** More than an Active_Down_Interval and two reviews, after which a peer would be missed. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private NetworkLab lab;

    @BeforeEach
    void connectTwoHosts() {
        lab = NetworkLab.create();
        for (var host : List.of("one", "two")) {
            lab.namespace(host);
        }
        lab.connect("one", "eth0", "10.77.0.1/24", "fd00:77::1/64");
        lab.connect("two", "eth0", "10.77.0.2/24", "fd00:77::2/64");
    }

    @AfterEach
    void removeThem() {
        NetworkLab.close(lab);
    }

    @Test
    void theHostKeepsTheNumberWithAnotherPrefixLength() {
        lab.run("one", "ip", "address", "add", VIP + "/32", "dev", "eth0");
        try (var node = Node.start(lab, "one", Instances.withPriority(150))) {
            await().until(() -> node.state() == State.ACTIVE && addresses().contains(VIP + "/24"));

            assertThat(addresses()).contains(VIP + "/32");
            await().until(() -> finds(node, "host_address"));
        }
        assertThat(addresses()).contains(VIP + "/32").doesNotContain(VIP + "/24");
    }

    @Test
    void theHostKeepsTheNumberOnAnotherInterface() {
        lab.run("one", "ip", "address", "add", VIP + "/32", "dev", "lo");
        try (var node = Node.start(lab, "one", Instances.withPriority(150))) {
            await().until(() -> node.state() == State.ACTIVE && addresses().contains(VIP + "/24"));

            await().until(() -> finds(node, "host_address"));
        }
        assertThat(addresses()).contains(VIP + "/32").doesNotContain(VIP + "/24");
    }

    /** The kernel has an IPv6 number once on an interface: what would bind ours would only change the host's. */
    @Test
    void theHostKeepsTheIpv6NumberForGood() {
        lab.run("one", "ip", "address", "add", IPV6_VIP + "/128", "dev", "eth0");
        var instances = Instances.withPriority(150).addresses("fe80::100/64", IPV6_VIP + "/64");
        try (var node = Node.start(lab, "one", instances)) {
            await().until(() -> node.state() == State.ACTIVE && node.binds("fe80::100"));

            assertThat(hosts(IPV6_VIP)).contains(IPV6_VIP + "/128").contains("valid_lft forever");
            await().until(() -> finds(node, "host_address"));
        }
        assertThat(hosts(IPV6_VIP)).contains(IPV6_VIP + "/128").contains("valid_lft forever");
    }

    @Test
    void whatItSendsFromNeedNotBeThereWhereThatIsNotTracked() {
        try (var hidden = Node.start(lab, "one", Instances.withPriority(150).multicastFrom("10.77.0.77", false));
                var peer = Node.start(lab, "two", Instances.withPriority(100))) {
            await().until(() -> hidden.state() == State.ACTIVE && peer.state() == State.BACKUP);

            assertThat(peer.status().activePeer())
                    .hasValueSatisfying(active ->
                            assertThat(active.address().getHostAddress()).isEqualTo("10.77.0.77"));
        }
    }

    @ParameterizedTest
    @CsvSource({"10.77.0.77, true", VIP + ", false"})
    void itSendsFromNothingThatIsTrackedOrMoves(String source, boolean tracked) {
        try (var node = Node.start(lab, "one", Instances.withPriority(150).multicastFrom(source, tracked))) {
            await().until(() -> node.state() == State.FAULT);

            assertThat(node.status().faults()).containsKey("source address");
        }
    }

    @Test
    void anAddressThatIsBoundOnABackupIsRemovedAndToldOf() {
        try (var active = Node.start(lab, "two", Instances.withPriority(150));
                var backup = Node.start(lab, "one", Instances.withPriority(100))) {
            await().until(() -> active.state() == State.ACTIVE && backup.state() == State.BACKUP);

            lab.run("one", "ip", "address", "add", VIP + "/24", "dev", "eth0");

            await().until(() -> backup.count("havip.address.evictions") == 1);
            await().until(() -> !backup.binds(VIP));
            await().until(() -> finds(backup, "stray_address"));
        }
    }

    @Test
    void theHostsAddressOutlivesOursThatWasThereFirst() {
        lab.run("one", "ip", "address", "add", "10.78.0.1/24", "dev", "eth0");
        lab.run("one", "ip", "address", "del", "10.77.0.1/24", "dev", "eth0");
        lab.run("one", "sh", "-c", "echo 0 > /proc/sys/net/ipv4/conf/eth0/promote_secondaries");
        try (var node = Node.start(lab, "one", Instances.withPriority(150))) {
            await().until(() -> node.binds(VIP));

            await().until(() -> {
                lab.run("one", "ip", "address", "flush", "to", "10.77.0.1");
                lab.run("one", "ip", "address", "add", "10.77.0.1/24", "dev", "eth0");
                return hosts("10.77.0.1").contains("secondary");
            });
        }
        assertThat(addresses()).contains("10.77.0.1/24").doesNotContain(VIP);
    }

    @Test
    void noVirtualAddressIsEverASource() {
        var one = Instances.withPriority(150).unicast("10.77.0.2").addresses(VIP + "/24");
        var two = Instances.withPriority(150).unicast("10.77.0.2").addresses(OTHER_VIP + "/24");
        try (var node = Node.start(lab, "one", List.of(one.settings("ONE", 51), two.settings("TWO", 52)));
                var capture = Capture.start(lab, "one", "eth0")) {
            await().until(() -> node.binds(VIP) && node.binds(OTHER_VIP));

            lab.run("one", "ip", "address", "del", "10.77.0.1/24", "dev", "eth0");
            lab.run("one", "ip", "address", "add", "10.77.0.1/24", "dev", "eth0");
            double sent = node.count("havip.vrrp.advertisements.sent");
            await().until(() -> node.count("havip.vrrp.advertisements.sent") > sent + 10);

            assertThat(capture.frames("vrrp && ip.src == 10.77.0.1", "frame.number"))
                    .isNotEmpty();
            assertThat(capture.frames("vrrp && ip.src != 10.77.0.1", "frame.number", "ip.src"))
                    .isEmpty();
        }
    }

    @Test
    void whoHasNoAddressToSendFromHearsNobodyAndMissesNobody() {
        try (var _ = Node.start(lab, "two", Instances.withPriority(100));
                var node = Node.start(lab, "one", Instances.withPriority(50))) {
            await().until(() -> node.state() == State.BACKUP);
            lab.run("one", "ip", "address", "flush", "dev", "eth0");
            await().until(() -> node.state() == State.FAULT);

            await().during(SILENCE).until(() -> node.status().findings().isEmpty());
        }
    }

    @Test
    void aLinkLocalAddressIsAnotherOneOnEachLink() {
        for (var name : List.of("eth1", "eth2")) {
            lab.connect("one", name);
            lab.run(NetworkLab.SWITCH, "ip", "link", "set", "one." + name, "nomaster");
        }
        var instances = Instances.withPriority(150).addresses(GATEWAY + "/64");
        var inside = instances.settings("INSIDE", 11, "eth0", Optional.empty());
        var outside = instances.settings("OUTSIDE", 12, "eth1", Optional.empty());
        try (var node = Node.start(lab, "one", List.of(inside, outside))) {
            await().until(() -> node.count("havip.announcements.sent") == 10);
            lab.run("two", "ip", "address", "add", GATEWAY + "/64", "dev", "eth0", "nodad");
            lab.run("two", "sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/eth0/ndisc_notify");
            var mac = new AtomicInteger(10);
            await().until(() -> {
                // Another hardware address is announced.
                lab.run("two", "ip", "link", "set", "eth0", "address", "02:00:00:00:77:" + mac.getAndIncrement());
                return node.count("havip.address.conflicts", "vrrp_instance", "INSIDE") > 0;
            });
            assertThat(node.count("havip.address.conflicts", "vrrp_instance", "OUTSIDE"))
                    .isZero();

            node.change(List.of(inside, outside, instances.settings("THIRD", 13, "eth2", Optional.empty())));

            await().until(() -> node.statuses().get("THIRD").role().state() == State.ACTIVE);
            assertThat(node.count("havip.address.repairs")).isZero();
            assertThat(lab.run("one", "ip", "-6", "-oneline", "address", "show").lines())
                    .filteredOn(line -> line.contains(" " + GATEWAY + "/64"))
                    .hasSize(3);
        }
    }

    @Test
    void anOwnersAddressIsTheHostsAndServesAsSource() {
        var owner = Instances.withPriority(255).addresses("10.77.0.1/24");
        var other = Instances.withPriority(100).addresses(VIP + "/24");
        try (var node = Node.start(lab, "one", List.of(owner.settings("OWN", 51), other.settings("OTHER", 52)))) {
            await().until(() -> node.statuses().get("OWN").role().state() == State.ACTIVE
                    && node.statuses().get("OTHER").role().state() == State.ACTIVE);

            assertThat(node.gauge("havip.address.bound", "address", "10.77.0.1"))
                    .isEqualTo(1);
            assertThat(hosts("10.77.0.1")).contains("valid_lft forever");
            assertThat(finds(node, "host_address")).isFalse();
        }
        assertThat(hosts("10.77.0.1")).contains("valid_lft forever");
    }

    private static boolean finds(Node node, String finding) {
        return node.gauge("havip.vrrp.peer.finding", "finding", finding) == 1;
    }

    private String addresses() {
        return lab.run("one", "ip", "-4", "address", "show");
    }

    private String hosts(String address) {
        return lab.run("one", "ip", "address", "show", "to", address);
    }
}
