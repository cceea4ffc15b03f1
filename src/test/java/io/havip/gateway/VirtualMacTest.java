package io.havip.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.gateway.settings.Instances;
import io.havip.testing.Capture;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.State;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two gateways that share a MAC address too, and a client that knows it. */
@Execution(ExecutionMode.CONCURRENT)
class VirtualMacTest {
    private static final int PATIENCE_MILLIS = 2_000;
    private static final String VIP = "10.77.0.100";
    private static final String VIRTUAL_MAC = "00:00:5e:00:01:33";
    private static final String VIRTUAL_MAC_OF_IPV6 = "00:00:5e:00:02:33";
    private static final String[] IPV6 = {"fe80::100/64", "fd00:77::100/64"};

    private NetworkLab lab;

    @BeforeEach
    void connectTwoHostsAndAClient() {
        lab = NetworkLab.create();
        for (var host : List.of("one", "two", "client")) {
            lab.namespace(host);
        }
        lab.connect("one", "eth0", "10.77.0.1/24", "fd00:77::1/64");
        lab.connect("two", "eth0", "10.77.0.2/24", "fd00:77::2/64");
        lab.connect("client", "eth0", "10.77.0.9/24", "fd00:77::9/64");
    }

    @AfterEach
    void removeThem() {
        NetworkLab.close(lab);
    }

    @Test
    void aFailoverChangesNoNeighbourEntry() {
        try (var capture = Capture.start(lab, "client", "eth0");
                var worse = Node.start(lab, "two", virtual(100))) {
            try (var better = Node.start(lab, "one", virtual(150))) {
                await().until(() -> better.state() == State.ACTIVE && worse.state() == State.BACKUP);
                assertThat(reached(VIP)).isEqualTo(VIRTUAL_MAC);
                // Whatever a host asks its neighbours, it does not give its own MAC address away for the virtual
                // address.
                lab.run("one", "ip", "neighbour", "flush", "dev", "eth0");
                assertThat(reached(VIP)).isEqualTo(VIRTUAL_MAC);
            }
            await().until(() -> worse.state() == State.ACTIVE && worse.binds(VIP));
            assertThat(neighbour(VIP)).isEqualTo(VIRTUAL_MAC);
            assertThat(reached(VIP)).isEqualTo(VIRTUAL_MAC);

            assertThat(capture.frames("arp.src.proto_ipv4 == " + VIP, "arp.src.hw_mac"))
                    .isNotEmpty()
                    .allSatisfy(frame -> assertThat(frame.get("arp.src.hw_mac")).isEqualTo(VIRTUAL_MAC));
            assertThat(capture.frames("arp.src.hw_mac == " + VIRTUAL_MAC, "arp.src.proto_ipv4"))
                    .allSatisfy(
                            frame -> assertThat(frame.get("arp.src.proto_ipv4")).isEqualTo(VIP));
        }
    }

    @Test
    void advertisementsComeFromTheVirtualMacAndTheHostsOwnAddress() {
        try (var capture = Capture.start(lab, "client", "eth0");
                var node = Node.start(lab, "one", virtual(150))) {
            await().until(() -> node.count("havip.vrrp.advertisements.sent") > 3);

            assertThat(capture.frames("vrrp", "eth.src", "ip.src", "vrrp.checksum.status", "_ws.expert.message"))
                    .isNotEmpty()
                    .allSatisfy(frame -> {
                        assertThat(frame.get("eth.src")).isEqualTo(VIRTUAL_MAC);
                        assertThat(frame.get("ip.src")).isEqualTo("10.77.0.1");
                        assertThat(frame.get("vrrp.checksum.status")).isEqualTo("Good");
                        assertThat(frame.get("_ws.expert.message")).isEmpty();
                    });
        }
    }

    @Test
    void aStandbyRouterSendsNothingFromTheVirtualMac() {
        try (var active = Node.start(lab, "one", virtual(150));
                var capture = Capture.start(lab, "two", "eth0");
                var standby = Node.start(lab, "two", virtual(100))) {
            await().until(() -> standby.count("havip.vrrp.advertisements.received") > 10);
            // The broadcast is heard by the interface of the virtual MAC too; the host answers for itself.
            assertThat(reached("10.77.0.2")).isEqualTo(lab.macAddress("two", "eth0"));
            await().until(() ->
                    !capture.frames("arp.opcode == 2", "frame.number").isEmpty());

            // The switch says where it has seen the address last.
            assertThat(portOf(VIRTUAL_MAC)).isEqualTo("one.eth0");
            assertThat(standby.state()).isEqualTo(State.BACKUP);
            assertThat(active.state()).isEqualTo(State.ACTIVE);
        }
    }

    @Test
    void itIsTheSameWithIpv6() {
        try (var capture = Capture.start(lab, "client", "eth0");
                var worse = Node.start(lab, "two", virtual(100).addresses(IPV6))) {
            try (var better = Node.start(lab, "one", virtual(150).addresses(IPV6))) {
                await().until(() -> better.state() == State.ACTIVE && worse.state() == State.BACKUP);
                await().untilAsserted(() -> assertThat(reached("fd00:77::100")).isEqualTo(VIRTUAL_MAC_OF_IPV6));
            }
            await().until(() -> worse.state() == State.ACTIVE && worse.binds("fd00:77::100"));
            assertThat(reached("fd00:77::100")).isEqualTo(VIRTUAL_MAC_OF_IPV6);

            assertThat(capture.frames("vrrp && !icmpv6", "eth.src", "ipv6.src", "vrrp.checksum.status"))
                    .isNotEmpty()
                    .allSatisfy(frame -> {
                        assertThat(frame.get("eth.src")).isEqualTo(VIRTUAL_MAC_OF_IPV6);
                        assertThat(frame.get("ipv6.src")).startsWith("fe80:").isNotEqualTo("fe80::100");
                        assertThat(frame.get("vrrp.checksum.status")).isEqualTo("Good");
                    });
        }
    }

    @Test
    void aRouterWithoutAVirtualMacGetsOnWithOneThatHasIt() {
        try (var without = Node.start(lab, "two", Instances.withPriority(100))) {
            try (var with = Node.start(lab, "one", virtual(150))) {
                await().until(() -> with.state() == State.ACTIVE && without.state() == State.BACKUP);
            }
            await().until(() -> without.state() == State.ACTIVE);
            try (var with = Node.start(lab, "one", virtual(150))) {
                await().until(() -> with.state() == State.ACTIVE && without.state() == State.BACKUP);
            }
        }
    }

    @Test
    void nothingIsLeftBehind() {
        var before = ofArp();
        try (var node = Node.start(lab, "one", virtual(150))) {
            await().until(() -> node.state() == State.ACTIVE);
            assertThat(ofArp()).isNotEqualTo(before);
            assertThat(links()).contains(Instances.VIRTUAL_INTERFACE);
        }
        assertThat(links()).doesNotContain(Instances.VIRTUAL_INTERFACE);
        assertThat(ofArp()).isEqualTo(before);
    }

    @Test
    void whatAKilledRunOrKeepalivedHasLeftBehindIsReplaced() {
        lab.run(
                "one",
                "ip",
                "link",
                "add",
                Instances.VIRTUAL_INTERFACE,
                "link",
                "eth0",
                "type",
                "macvlan",
                "mode",
                "private");
        lab.run("one", "ip", "link", "add", "vrrp.7", "link", "eth0", "type", "macvlan");
        lab.run("one", "ip", "link", "set", "vrrp.7", "group", "0x56525250");
        try (var node = Node.start(lab, "one", virtual(150))) {
            await().until(() -> node.state() == State.ACTIVE && node.binds(VIP));
            assertThat(lab.macAddress("one", Instances.VIRTUAL_INTERFACE)).isEqualTo(VIRTUAL_MAC);
            assertThat(links()).doesNotContain("vrrp.7");
        }
    }

    @Test
    void anotherKindOfInterfaceOfThatNameIsNotTouched() {
        lab.run("one", "ip", "link", "add", Instances.VIRTUAL_INTERFACE, "type", "bridge");
        try (var node = Node.start(lab, "one", virtual(150))) {
            await().until(() -> node.state() == State.FAULT);
            assertThat(node.status().faults())
                    .containsEntry("interface " + Instances.VIRTUAL_INTERFACE, "is missing or down");
        }
        assertThat(links()).contains(Instances.VIRTUAL_INTERFACE);
    }

    /** An alternative name is no interface, and when it goes none has changed. */
    @Test
    void whatCouldNotBeMadeIsTriedAgain() {
        lab.run("one", "ip", "link", "property", "add", "dev", "lo", "altname", Instances.VIRTUAL_INTERFACE);
        try (var node = Node.start(lab, "one", virtual(150))) {
            await().until(() -> node.state() == State.FAULT);

            lab.run("one", "ip", "link", "property", "del", "dev", "lo", "altname", Instances.VIRTUAL_INTERFACE);

            await().until(() -> node.state() == State.ACTIVE && node.binds(VIP));
        }
    }

    @Test
    void theInterfaceBeneathIsKeptQuietWhateverSetsItOtherwise() {
        var before = ofArp();
        try (var node = Node.start(lab, "one", virtual(150))) {
            await().until(() -> node.state() == State.ACTIVE);
            var quiet = ofArp();

            lab.run("one", "sh", "-c", "cd /proc/sys/net/ipv4/conf/eth0 && echo 0 >arp_ignore && echo 0 >arp_announce");

            await().until(() -> ofArp().equals(quiet));
        }
        assertThat(ofArp()).isEqualTo(before);
    }

    /** It is the same one, with the same interfaces on top, and has none of its settings. */
    @Test
    void theInterfaceBeneathIsKeptQuietWhereverItWasMeanwhile() {
        lab.namespace("elsewhere");
        try (var node = Node.start(lab, "one", virtual(150))) {
            await().until(() -> node.state() == State.ACTIVE && node.binds(VIP));
            var quiet = ofArp();

            lab.move("eth0", "one", "elsewhere");
            lab.move("eth0", "elsewhere", "one");
            lab.run("one", "ip", "link", "set", "eth0", "up");
            lab.run("one", "ip", "address", "add", "10.77.0.1/24", "dev", "eth0");

            await().until(() -> node.state() == State.ACTIVE && node.binds(VIP) && ofArp().equals(quiet));
            lab.run("client", "ip", "neighbour", "flush", "dev", "eth0");
            assertThat(reached(VIP)).isEqualTo(VIRTUAL_MAC);
        }
    }

    @Test
    void itComesBackWithTheInterfaceBeneath() {
        try (var node = Node.start(lab, "one", virtual(150))) {
            await().until(() -> node.state() == State.ACTIVE && node.binds(VIP));

            lab.run("one", "ip", "link", "delete", "eth0");
            await().until(() -> node.state() == State.FAULT);
            lab.connect("one", "eth0", "10.77.0.1/24");

            await().until(() -> node.state() == State.ACTIVE && node.binds(VIP));
            assertThat(reached(VIP)).isEqualTo(VIRTUAL_MAC);
        }
    }

    @Test
    void aReloadMayBringItAndTakeItAway() {
        try (var node = Node.start(lab, "one", Instances.withPriority(150))) {
            await().until(() -> node.state() == State.ACTIVE);

            node.change(List.of(virtual(150).settings()));

            await().untilAsserted(() -> assertThat(reached(VIP)).isEqualTo(VIRTUAL_MAC));
            assertThat(node.state()).isEqualTo(State.ACTIVE);

            node.change(List.of(Instances.withPriority(150).settings()));

            assertThat(links()).doesNotContain(Instances.VIRTUAL_INTERFACE);
            await().untilAsserted(() -> assertThat(reached(VIP)).isEqualTo(lab.macAddress("one", "eth0")));
        }
    }

    private static Instances virtual(int priority) {
        return Instances.withPriority(priority).withVirtualMac();
    }

    private String links() {
        return lab.run("one", "ip", "-brief", "link");
    }

    private String ofArp() {
        return lab.run("one", "sh", "-c", "cd /proc/sys/net/ipv4/conf/eth0 && cat arp_ignore arp_announce");
    }

    private String portOf(String mac) {
        var entries = lab.run(NetworkLab.SWITCH, "bridge", "fdb", "show", "br", "lan");
        return entries.lines()
                .filter(line -> line.startsWith(mac))
                .map(line -> line.split(" ")[2])
                .reduce((_, last) -> last)
                .orElse("");
    }

    /** The MAC address by which the client has just reached it. */
    private String reached(String address) {
        boolean answered =
                lab.inside("client", () -> InetAddress.ofLiteral(address).isReachable(PATIENCE_MILLIS));
        assertThat(answered).as("an answer from " + address).isTrue();
        return neighbour(address);
    }

    private String neighbour(String address) {
        return lab.run("client", "ip", "neighbour", "show", address).replaceAll("(?s).*lladdr (\\S+).*", "$1");
    }
}
