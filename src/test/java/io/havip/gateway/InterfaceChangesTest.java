package io.havip.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.audit.Irregularity.Kind;
import io.havip.gateway.settings.Instances;
import io.havip.gateway.settings.InterfaceDelays;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.testing.Capture;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.State;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Interfaces come late, go, and come back as others of the same name, e.g. when a container is reconnected. */
@Execution(ExecutionMode.CONCURRENT)
class InterfaceChangesTest {
    private static final String VIP = "10.77.0.100";

    private NetworkLab lab;

    @BeforeEach
    void createAHostWithoutInterface() {
        lab = NetworkLab.create();
        lab.namespace("one");
    }

    @AfterEach
    void removeIt() {
        NetworkLab.close(lab);
    }

    @Test
    void anInterfaceThatComesLateIsWaitedFor() {
        try (var node = Node.start(lab, "one", Instances.withPriority(150))) {
            await().until(() -> node.state() == State.FAULT);
            assertThat(node.status().faults()).containsEntry("interface eth0", "is missing or down");

            lab.connect("one", "eth0", "10.77.0.1/24");

            await().until(() -> node.state() == State.ACTIVE && node.binds(VIP));
            await().until(() -> node.count("havip.announcements.sent") == 5);
            claimsAreSeen(node);
        }
    }

    @Test
    void anInterfaceThatIsReplacedIsUsedLikeTheFirst() {
        lab.connect("one", "eth0", "10.77.0.1/24");
        try (var node = Node.start(lab, "one", Instances.withPriority(150))) {
            await().until(() -> node.state() == State.ACTIVE && node.count("havip.announcements.sent") == 5);

            lab.run("one", "ip", "link", "delete", "eth0");
            await().until(() -> node.state() == State.FAULT);
            assertThat(node.status().boundAddresses()).isEmpty();

            lab.connect("one", "eth0", "10.77.0.1/24");
            try (var capture = Capture.start(lab, "one", "eth0")) {
                await().until(() -> node.state() == State.ACTIVE && node.binds(VIP));
                await().until(() -> node.count("havip.announcements.sent") == 10);
                double sent = node.count("havip.vrrp.advertisements.sent");
                await().until(() -> node.count("havip.vrrp.advertisements.sent") > sent + 3);
                assertThat(capture.frames("vrrp.prio == 150", "frame.number")).isNotEmpty();
            }
            claimsAreSeen(node);
        }
    }

    /** With unicast, peers know a gateway by it. */
    @Test
    void aSourceThatComesBackIsSentFromAgain() {
        lab.connect("one", "eth0", "10.77.0.1/24");
        lab.run("one", "ip", "address", "add", "10.77.0.9/24", "dev", "eth0");
        try (var node = Node.start(lab, "one", Instances.withPriority(150));
                // Of one source after the other an audit makes two gateways.
                var capture = Capture.start(lab, "one", "eth0").provoking(Kind.TWO_OWNERS)) {
            await().until(() -> node.state() == State.ACTIVE);
            lab.run("one", "sysctl", "-qw", "net.ipv4.conf.eth0.promote_secondaries=1");

            lab.run("one", "ip", "address", "del", "10.77.0.1/24", "dev", "eth0");
            await().until(() -> lastSource(capture).equals("10.77.0.9"));
            lab.run("one", "ip", "address", "add", "10.77.0.1/24", "dev", "eth0");

            await().until(() -> lastSource(capture).equals("10.77.0.1"));
            assertThat(node.state()).isEqualTo(State.ACTIVE);
        }
    }

    private static String lastSource(Capture capture) {
        var sources = capture.frames("vrrp", "ip.src");
        return sources.isEmpty() ? "" : sources.getLast().get("ip.src");
    }

    @Test
    void anInterfaceThatDoesNotCountMayFail() {
        lab.connect("one", "eth0", "10.77.0.1/24");
        try (var node = Node.start(
                lab, "one", List.of(Instances.withPriority(150).untracked().settings()))) {
            await().until(() -> node.state() == State.ACTIVE && node.binds(VIP));

            lab.plug("one", "eth0", false);
            await().until(() -> lab.run("one", "ip", "link", "show", "eth0").contains("NO-CARRIER"));
            advertises(node);
            assertThat(node.state()).isEqualTo(State.ACTIVE);

            lab.run("one", "ip", "link", "set", "eth0", "down");
            await().until(() -> node.count("havip.vrrp.advertisements.send.failures") > 3);
            assertThat(node.state()).isEqualTo(State.ACTIVE);
            assertThat(node.binds(VIP)).isTrue();

            lab.run("one", "ip", "link", "set", "eth0", "up");
            lab.plug("one", "eth0", true);
            advertises(node);

            lab.run("one", "ip", "link", "delete", "eth0");
            await().until(() -> node.state() == State.FAULT);
        }
    }

    @Test
    void anInterfaceThatBouncesMovesNothing() {
        lab.connect("one", "eth0", "10.77.0.1/24");
        var settings = List.of(Instances.withPriority(150).settings());
        // Longer than anybody waits, so that it is the interface's return that keeps the role.
        var patient = new InterfaceSettings(List.of(new InterfaceDelays("eth0", 255_000_000_000L, 0)), List.of());
        try (var node = Node.start(lab, "one", settings, patient)) {
            await().until(() -> node.state() == State.ACTIVE && node.binds(VIP));

            lab.plug("one", "eth0", false);
            await().until(() -> lab.run("one", "ip", "link", "show", "eth0").contains("NO-CARRIER"));
            advertises(node);
            lab.run("one", "ip", "link", "set", "eth0", "down");
            await().until(() -> node.count("havip.vrrp.advertisements.send.failures") > 3);
            lab.run("one", "ip", "link", "set", "eth0", "up");
            lab.plug("one", "eth0", true);
            advertises(node);

            assertThat(node.state()).isEqualTo(State.ACTIVE);
            assertThat(node.binds(VIP)).isTrue();
            assertThat(node.count("havip.vrrp.transitions", "to", "fault")).isZero();
        }
    }

    @Test
    void anInterfaceThatStaysDownCountsInTheEnd() {
        lab.connect("one", "eth0", "10.77.0.1/24");
        var settings = List.of(Instances.withPriority(150).settings());
        var brief = new InterfaceSettings(List.of(new InterfaceDelays("eth0", 50_000_000L, 50_000_000L)), List.of());
        try (var node = Node.start(lab, "one", settings, brief)) {
            await().until(() -> node.state() == State.ACTIVE && node.binds(VIP));

            lab.plug("one", "eth0", false);
            await().until(() -> node.state() == State.FAULT && !node.binds(VIP));

            lab.plug("one", "eth0", true);
            await().until(() -> node.state() == State.ACTIVE && node.binds(VIP));
        }
    }

    @Test
    void aVirtualMacBouncesWithTheInterfaceBeneath() {
        lab.connect("one", "eth0", "10.77.0.1/24");
        var settings = List.of(Instances.withPriority(150).withVirtualMac().settings());
        var patient = new InterfaceSettings(List.of(new InterfaceDelays("eth0", 255_000_000_000L, 0)), List.of());
        try (var node = Node.start(lab, "one", settings, patient)) {
            await().until(() -> node.state() == State.ACTIVE && node.binds(VIP));

            lab.plug("one", "eth0", false);
            await().until(() -> lab.run("one", "ip", "link", "show", Instances.VIRTUAL_INTERFACE)
                    .contains("LOWERLAYERDOWN"));
            advertises(node);

            assertThat(node.state()).isEqualTo(State.ACTIVE);
        }
    }

    @Test
    void anInterfaceThatIsRenamedTakesNoAddressAlong() {
        lab.connect("one", "eth0", "10.77.0.1/24");
        try (var node = Node.start(lab, "one", Instances.withPriority(150));
                var capture = Capture.start(lab, "one", "eth0")) {
            await().until(() -> node.state() == State.ACTIVE && node.binds(VIP));

            lab.run("one", "ip", "link", "set", "eth0", "name", "lan0");

            await().until(() -> node.state() == State.FAULT);
            assertThat(node.binds(VIP)).isFalse();
            await().until(() ->
                    !capture.frames("vrrp.prio == 0", "frame.number").isEmpty());

            lab.run("one", "ip", "link", "set", "lan0", "name", "eth0");
            await().until(() -> node.state() == State.ACTIVE && node.binds(VIP));
        }
    }

    @Test
    void interfacesThatSwapTheirNamesSwapWhatIsOurs() {
        lab.connect("one", "eth0", "10.77.0.1/24");
        lab.connect("one", "eth1", "10.77.1.1/24");
        try (var node = Node.start(lab, "one", Instances.withPriority(150))) {
            await().until(() -> node.state() == State.ACTIVE && has("eth0", VIP));

            lab.run("one", "ip", "link", "set", "eth0", "name", "swapped");
            lab.run("one", "ip", "link", "set", "eth1", "name", "eth0");
            lab.run("one", "ip", "link", "set", "swapped", "name", "eth1");

            await().until(() -> node.state() == State.ACTIVE && has("eth0", VIP) && !has("eth1", VIP));
            assertThat(has("eth0", "10.77.1.1")).isTrue();
        }
    }

    private boolean has(String interfaceName, String address) {
        return lab.run("one", "ip", "address", "show", "dev", interfaceName).contains("inet " + address + "/");
    }

    @Test
    void anotherHardwareAddressIsAnnounced() {
        lab.connect("one", "eth0", "10.77.0.1/24");
        try (var node = Node.start(lab, "one", Instances.withPriority(150));
                var capture = Capture.start(lab, "one", "eth0")) {
            await().until(() -> node.state() == State.ACTIVE && node.count("havip.announcements.sent") >= 5);

            lab.run("one", "ip", "link", "set", "eth0", "address", "02:00:00:00:77:01");

            await().until(() -> !capture.frames(
                            "arp.isgratuitous && arp.src.hw_mac == 02:00:00:00:77:01", "frame.number")
                    .isEmpty());
            assertThat(node.state()).isEqualTo(State.ACTIVE);
        }
    }

    /** As long as its MTU is too small an interface has no IPv6: the kernel forgets its groups, not so the sockets. */
    @Test
    void groupsThatTheKernelHasForgottenAreJoinedAgain() {
        lab.namespace("two");
        lab.connect("one", "eth0", "fd00:77::1/64");
        lab.connect("two", "eth0", "fd00:77::2/64");
        var addresses = new String[] {"fe80::100/64", "fd00:77::100/64"};
        try (var active = Node.start(lab, "one", Instances.withPriority(150).addresses(addresses));
                var backup = Node.start(lab, "two", Instances.withPriority(100).addresses(addresses))) {
            await().until(() -> active.state() == State.ACTIVE && backup.state() == State.BACKUP);

            lab.run("two", "ip", "link", "set", "eth0", "mtu", "1000");
            await().until(() -> backup.state() == State.FAULT);
            lab.run("two", "ip", "link", "set", "eth0", "mtu", "1500");
            lab.run("two", "ip", "address", "add", "fe80::2/64", "dev", "eth0");

            await().until(() -> backup.state() == State.BACKUP);
            double heard = backup.count("havip.vrrp.advertisements.received");
            await().until(() -> backup.count("havip.vrrp.advertisements.received") > heard + 5);
            await().until(() -> backup.state() == State.BACKUP && !backup.binds("fd00:77::100"));
        }
    }

    @Test
    void ipv6ThatWasTakenAwayIsUsedAgain() {
        lab.connect("one", "eth0", "fd00:77::1/64");
        var addresses = new String[] {"fe80::100/64", "fd00:77::100/64"};
        try (var node = Node.start(lab, "one", Instances.withPriority(150).addresses(addresses))) {
            await().until(() -> node.state() == State.ACTIVE && node.binds("fd00:77::100"));

            lab.run("one", "sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6");
            await().until(() -> node.state() == State.FAULT);
            lab.run("one", "sh", "-c", "echo 0 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6");

            await().until(() -> node.state() == State.ACTIVE && node.binds("fd00:77::100"));
        }
    }

    @Test
    void anInterfaceThatWasElsewhereIsUsedLikeBefore() {
        lab.namespace("two");
        lab.namespace("elsewhere");
        lab.connect("one", "eth0", "10.77.0.1/24");
        lab.connect("two", "eth0", "10.77.0.2/24");
        try (var active = Node.start(lab, "one", Instances.withPriority(150));
                var backup = Node.start(lab, "two", Instances.withPriority(100))) {
            await().until(() -> active.state() == State.ACTIVE && backup.state() == State.BACKUP);

            lab.move("eth0", "two", "elsewhere");
            lab.move("eth0", "elsewhere", "two");
            lab.run("two", "ip", "link", "set", "eth0", "up");
            lab.run("two", "ip", "address", "add", "10.77.0.2/24", "dev", "eth0");

            await().until(() -> backup.count("havip.vrrp.transitions", "to", "fault") == 1);
            await().until(() -> backup.state() == State.BACKUP);
            double heard = backup.count("havip.vrrp.advertisements.received");
            await().until(() -> backup.count("havip.vrrp.advertisements.received") > heard + 5);
            assertThat(backup.state()).isEqualTo(State.BACKUP);
        }
    }

    private static void advertises(Node node) {
        double sent = node.count("havip.vrrp.advertisements.sent");
        await().until(() -> node.count("havip.vrrp.advertisements.sent") > sent + 3);
    }

    @Test
    void anInterfaceOfAnAddressAloneIsWaitedForNoLongerThanItTakes() {
        lab.connect("one", "eth0", "10.77.0.1/24");
        lab.connect("one", "eth1");
        var elsewhere =
                Instances.withPriority(150).addresses(VIP + "/24 dev eth1").settings();
        try (var node = Node.start(lab, "one", List.of(elsewhere))) {
            await().until(() -> node.state() == State.ACTIVE && node.binds(VIP));

            lab.run("one", "ip", "link", "delete", "eth1");
            await().until(() -> node.state() == State.FAULT);
            assertThat(node.status().faults()).containsKey("virtual address");

            lab.connect("one", "eth1");
            await().until(() -> node.state() == State.ACTIVE && node.binds(VIP));
        }
    }

    private void claimsAreSeen(Node node) {
        lab.namespace("two");
        lab.connect("two", "eth0", "10.77.0.2/24", VIP + "/32");
        await().until(() -> {
            lab.run("two", "arping", "-q", "-A", "-c", "1", "-I", "eth0", VIP);
            return node.count("havip.address.conflicts") > 0;
        });
    }
}
