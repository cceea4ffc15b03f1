package io.havip.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.havip.gateway.Node;
import io.havip.gateway.settings.Instances;
import io.havip.testing.Capture;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.State;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway and another router, with virtual MACs on either side or on both. */
@Execution(ExecutionMode.CONCURRENT)
class VirtualMacInteropTest {
    private static final String IPV4_ADDRESS = "10.77.0.100/24";
    private static final String[] IPV6_ADDRESSES = {"fe80::100/64", "fd00:77::100/64"};

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
        lab.floodEverything();
    }

    @AfterEach
    void removeThem() {
        NetworkLab.close(lab);
    }

    static Stream<Arguments> routers() {
        return Daemon.ALL.stream()
                .flatMap(daemon ->
                        Stream.of(false, true).map(ipv6 -> arguments(daemon, named(ipv6 ? "IPv6" : "IPv4", ipv6))));
    }

    @ParameterizedTest
    @MethodSource("routers")
    @DisplayName("the gateway follows the other, takes over from it, and gives back")
    void theOtherIsBetter(Daemon daemon, boolean ipv6) {
        daemon.ensureInstalled();
        var theirs = instances(150, ipv6).withVirtualMac();
        try (var capture = Capture.start(lab, "client", "eth0");
                var gateway = Node.start(lab, "one", instances(100, ipv6).withVirtualMac())) {
            try (var other = daemon.start(lab, "two", theirs)) {
                awaitPeer(gateway, 150);
                assertThat(gateway.state()).isEqualTo(State.BACKUP);
                other.kill();
                await().until(() -> gateway.state() == State.ACTIVE);
            }
            try (var other = daemon.start(lab, "two", theirs)) {
                await().until(() -> gateway.state() == State.BACKUP);
                awaitPeer(gateway, 150);
                other.stop();
                await().until(() -> gateway.state() == State.ACTIVE);
            }
            everyFrameIsWellFormedAndOfTheVirtualMac(capture, ipv6);
        }
    }

    @ParameterizedTest
    @MethodSource("routers")
    @DisplayName("the other follows the gateway, takes over from it, and gives back")
    void theGatewayIsBetter(Daemon daemon, boolean ipv6) {
        daemon.ensureInstalled();
        var address = ipv6 ? "fd00:77::100" : "10.77.0.100";
        try (var capture = Capture.start(lab, "client", "eth0");
                var _ = daemon.start(lab, "two", instances(100, ipv6).withVirtualMac())) {
            await().until(() -> Lan.holds(lab, "two", address));
            try (var gateway = Node.start(lab, "one", instances(150, ipv6).withVirtualMac())) {
                await().until(() -> gateway.state() == State.ACTIVE && !Lan.holds(lab, "two", address));
                letPass(gateway);
                assertThat(Lan.holds(lab, "two", address))
                        .as("the other hears the gateway")
                        .isFalse();
            }
            await().until(() -> Lan.holds(lab, "two", address));
            everyFrameIsWellFormedAndOfTheVirtualMac(capture, ipv6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "use_vmac", "use_vmac\nvmac_xmit_base"})
    @DisplayName("it does not matter who of the two has one")
    void eitherSideMayGoWithout(String option) {
        boolean theirs = !option.isEmpty();
        var ours = instances(150, false);
        try (var gateway = Node.start(lab, "one", theirs ? ours : ours.withVirtualMac());
                var keepalived =
                        Keepalived.start(lab, "two", Keepalived.configuration(instances(200, false), option))) {
            awaitPeer(gateway, 200);
            assertThat(gateway.state()).isEqualTo(State.BACKUP);
            keepalived.stop();
            await().until(() -> gateway.state() == State.ACTIVE);
        }
    }

    private static void awaitPeer(Node gateway, int priority) {
        await().until(() -> gateway.status()
                .activePeer()
                .filter(peer -> peer.priority() == priority)
                .isPresent());
    }

    private static void letPass(Node gateway) {
        double before = gateway.count("havip.vrrp.advertisements.sent");
        await().until(() -> gateway.count("havip.vrrp.advertisements.sent") > before + 5);
    }

    private static void everyFrameIsWellFormedAndOfTheVirtualMac(Capture capture, boolean ipv6) {
        assertThat(capture.frames(
                        "vrrp && !icmp && !icmpv6",
                        "eth.src",
                        "vrrp.prio",
                        "vrrp.checksum.status",
                        "_ws.expert.message"))
                .isNotEmpty()
                .allSatisfy(frame -> {
                    assertThat(frame.get("eth.src")).isEqualTo(ipv6 ? "00:00:5e:00:02:33" : "00:00:5e:00:01:33");
                    assertThat(frame.get("vrrp.checksum.status")).isEqualTo("Good");
                    assertThat(frame.get("_ws.expert.message")).isEmpty();
                });
    }

    private static Instances instances(int priority, boolean ipv6) {
        return Instances.withPriority(priority).addresses(ipv6 ? IPV6_ADDRESSES : new String[] {IPV4_ADDRESS});
    }
}
