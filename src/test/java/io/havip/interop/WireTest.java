package io.havip.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.gateway.Node;
import io.havip.gateway.settings.Instances;
import io.havip.interop.Setting.Host;
import io.havip.testing.Capture;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What a gateway that becomes active, and then stops, puts on the wire, as Wireshark's dissectors read it. */
@Execution(ExecutionMode.CONCURRENT)
class WireTest {
    private static final int PRIORITY = 150;
    private static final String GOOD = "Good";
    private static final String BROADCAST = "ff:ff:ff:ff:ff:ff";

    private NetworkLab lab;
    private String mac;

    @BeforeEach
    void connectAHost() {
        lab = NetworkLab.create();
        lab.namespace("one");
        lab.connect("one", "eth0", "10.77.0.1/24", "fd00:77::1/64");
        mac = lab.run("one", "cat", "/sys/class/net/eth0/address").strip();
    }

    @AfterEach
    void removeIt() {
        NetworkLab.close(lab);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = ".*_MESSAGE_ONLY")
    @DisplayName("every advertisement is well-formed, and the last one is a release")
    void advertisements(Setting setting) {
        // Nobody answers for a unicast peer that does not exist, and then nothing is sent to it.
        lab.namespace("two");
        lab.connect("two", "eth0", "10.77.0.2/24", "fd00:77::2/64");
        try (var capture = Capture.start(lab, "one", "eth0")) {
            var instances = setting.on(Host.ONE, PRIORITY);
            becomeActiveAndStop(instances);
            await().until(() -> !capture.frames("vrrp.prio == 0", "vrrp.prio").isEmpty());

            var frames = capture.frames(
                    "eth.src == " + mac + " && vrrp",
                    "vrrp.version",
                    "vrrp.virt_rtr_id",
                    "vrrp.prio",
                    "vrrp.addr_count",
                    "vrrp.checksum.status",
                    "ip.ttl",
                    "ip.dsfield",
                    "ipv6.hlim",
                    "ipv6.tclass",
                    "_ws.expert.message");
            boolean ipv6 = instances.addresses().size() == 2;
            assertThat(frames).hasSizeGreaterThan(1).allSatisfy(frame -> {
                assertThat(frame.get("vrrp.version"))
                        .isEqualTo(Integer.toString(instances.version().number()));
                assertThat(frame.get("vrrp.virt_rtr_id")).isEqualTo(Integer.toString(Instances.VRID));
                assertThat(frame.get("vrrp.addr_count"))
                        .isEqualTo(Integer.toString(instances.addresses().size()));
                assertThat(frame.get("vrrp.checksum.status")).isEqualTo(GOOD);
                assertThat(frame.get(ipv6 ? "ipv6.hlim" : "ip.ttl")).isEqualTo("255");
                assertThat(Integer.decode(frame.get(ipv6 ? "ipv6.tclass" : "ip.dsfield")))
                        .isEqualTo(0xc0);
                assertThat(frame.get("_ws.expert.message")).isEmpty();
            });
            assertThat(frames.getFirst().get("vrrp.prio")).isEqualTo(Integer.toString(PRIORITY));
            assertThat(frames.getLast().get("vrrp.prio")).isEqualTo("0");
            assertThat(capture.frames("_ws.malformed", "frame.number")).isEmpty();
        }
    }

    @Test
    @DisplayName("an IPv4 address is announced by ARP requests for itself, to everyone")
    void gratuitousArp() {
        try (var capture = Capture.start(lab, "one", "eth0")) {
            becomeActiveAndStop(Instances.withPriority(PRIORITY));
            var frames = capture.frames(
                    "arp && eth.src == " + mac,
                    "eth.dst",
                    "arp.opcode",
                    "arp.isgratuitous",
                    "arp.src.hw_mac",
                    "arp.src.proto_ipv4",
                    "arp.dst.hw_mac",
                    "arp.dst.proto_ipv4",
                    "_ws.expert.message");

            assertThat(frames).hasSize(5).allSatisfy(frame -> {
                assertThat(frame.get("eth.dst")).isEqualTo(BROADCAST);
                assertThat(frame.get("arp.opcode")).isEqualTo("request");
                assertThat(frame.get("arp.isgratuitous")).isEqualTo("True");
                assertThat(frame.get("arp.src.hw_mac")).isEqualTo(mac);
                assertThat(frame.get("arp.src.proto_ipv4")).isEqualTo("10.77.0.100");
                assertThat(frame.get("arp.dst.hw_mac")).isEqualTo(BROADCAST);
                assertThat(frame.get("arp.dst.proto_ipv4")).isEqualTo("10.77.0.100");
                assertThat(frame.get("_ws.expert.message")).isEmpty();
            });
        }
    }

    @Test
    @DisplayName("an IPv6 address is announced by unsolicited neighbour advertisements of a router, to all nodes")
    void neighbourAdvertisements() {
        try (var capture = Capture.start(lab, "one", "eth0")) {
            becomeActiveAndStop(Setting.V3_MULTICAST_IPV6.on(Host.ONE, PRIORITY));
            var frames = capture.frames(
                    "icmpv6.type == 136 && icmpv6.nd.na.target_address == fd00:77::100 && eth.src == " + mac,
                    "eth.dst",
                    "ipv6.src",
                    "ipv6.dst",
                    "ipv6.hlim",
                    "icmpv6.checksum.status",
                    "icmpv6.nd.na.flag.r",
                    "icmpv6.nd.na.flag.s",
                    "icmpv6.nd.na.flag.o",
                    "icmpv6.opt.linkaddr",
                    "_ws.expert.message");

            assertThat(frames).hasSize(5).allSatisfy(frame -> {
                assertThat(frame.get("eth.dst")).isEqualTo("33:33:00:00:00:01");
                assertThat(frame.get("ipv6.src")).isEqualTo("fd00:77::100");
                assertThat(frame.get("ipv6.dst")).isEqualTo("ff02::1");
                assertThat(frame.get("ipv6.hlim")).isEqualTo("255");
                assertThat(frame.get("icmpv6.checksum.status")).isEqualTo(GOOD);
                assertThat(frame.get("icmpv6.nd.na.flag.r")).isEqualTo("Set");
                assertThat(frame.get("icmpv6.nd.na.flag.s")).isEqualTo("Not set");
                assertThat(frame.get("icmpv6.nd.na.flag.o")).isEqualTo("Set");
                assertThat(frame.get("icmpv6.opt.linkaddr")).isEqualTo(mac);
                assertThat(frame.get("_ws.expert.message")).isEmpty();
            });
        }
    }

    private void becomeActiveAndStop(Instances instances) {
        int announcements = 5 * instances.addresses().size();
        try (var node = Node.start(lab, "one", instances)) {
            await().until(() -> node.state() == State.ACTIVE
                    && node.count("havip.announcements.sent") == announcements
                    && node.count("havip.vrrp.advertisements.sent") > 1);
        }
    }
}
