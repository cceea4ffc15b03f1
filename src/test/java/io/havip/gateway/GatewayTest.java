package io.havip.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.gateway.settings.Instances;
import io.havip.observe.Finding;
import io.havip.testing.Capture;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.State;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two gateways on one switch: real sockets, real addresses, real frames. */
@Execution(ExecutionMode.CONCURRENT)
class GatewayTest {
    private static final String VIP = "10.77.0.100";

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
    void theHigherPriorityBecomesActiveAndBindsTheAddress() {
        try (var better = Node.start(lab, "one", Instances.withPriority(150));
                var worse = Node.start(lab, "two", Instances.withPriority(100))) {
            await().until(() -> better.state() == State.ACTIVE && worse.state() == State.BACKUP);

            assertThat(better.binds(VIP)).isTrue();
            assertThat(worse.binds(VIP)).isFalse();
            await().until(() -> worse.status().activePeer().isPresent());
            assertThat(worse.status().activePeer().orElseThrow().priority()).isEqualTo(150);
        }
    }

    /** A default route takes whatever has no other, and whoever is behind it would hear of takeovers that are none. */
    @Test
    void whatIsRehearsedLeavesNoHost() {
        lab.run("one", "ip", "-6", "route", "add", "default", "via", "fd00:77::2", "dev", "eth0");
        lab.run("one", "ip", "route", "add", "default", "via", "10.77.0.2", "dev", "eth0");
        try (var capture = Capture.start(lab, "two", "eth0");
                var node = Node.start(
                        lab,
                        "one",
                        List.of(
                                Instances.withPriority(150).settings("VI_4", 4),
                                Instances.withPriority(150)
                                        .addresses("fe80::100/64", "fd00:77::100/64")
                                        .settings("VI_6", 6)))) {
            await().until(() -> node.binds(VIP) && node.binds("fd00:77::100"));

            assertThat(capture.frames("vrrp && !(ip.dst == 224.0.0.18 || ipv6.dst == ff02::12)", "frame.number"))
                    .isEmpty();
            assertThat(capture.frames("vrrp", "frame.number")).isNotEmpty();
        }
    }

    @Test
    void theBackupTakesOverWhenTheActiveStops() {
        try (var worse = Node.start(lab, "two", Instances.withPriority(100))) {
            try (var better = Node.start(lab, "one", Instances.withPriority(150))) {
                await().until(() -> better.state() == State.ACTIVE && worse.state() == State.BACKUP);
            }
            await().until(() -> worse.state() == State.ACTIVE);
            assertThat(worse.binds(VIP)).isTrue();
            await().until(() -> worse.count("havip.vrrp.transitions", "cause", "release_heard") == 1);
        }
    }

    @Test
    void theBackupTakesOverWhenTheActiveIsCutOffAndYieldsWhenItIsBack() {
        try (var better = Node.start(lab, "one", Instances.withPriority(150).unicast("10.77.0.2"));
                var worse = Node.start(lab, "two", Instances.withPriority(100).unicast("10.77.0.1"))) {
            await().until(() -> better.state() == State.ACTIVE && worse.state() == State.BACKUP);

            lab.plug("one", "eth0", false);
            await().until(() -> worse.state() == State.ACTIVE && better.state() == State.FAULT);
            assertThat(better.binds(VIP)).isFalse();

            lab.plug("one", "eth0", true);
            await().until(() -> better.state() == State.ACTIVE && worse.state() == State.BACKUP);
            assertThat(worse.binds(VIP)).isFalse();
        }
    }

    @Test
    void anAddressThatSomeoneRemovesIsPutBack() {
        try (var only = Node.start(lab, "one", Instances.withPriority(150))) {
            await().until(() -> only.binds(VIP));

            lab.run("one", "ip", "address", "del", VIP + "/24", "dev", "eth0");

            await().until(() -> only.count("havip.address.repairs") == 1);
            assertThat(only.binds(VIP)).isTrue();
        }
    }

    @Test
    void anAddressLeftBehindIsRemovedAtTheStart() {
        lab.run("two", "ip", "address", "add", VIP + "/24", "dev", "eth0");

        try (var better = Node.start(lab, "one", Instances.withPriority(150));
                var worse = Node.start(lab, "two", Instances.withPriority(100))) {
            await().until(() -> better.state() == State.ACTIVE && worse.state() == State.BACKUP);
            assertThat(worse.binds(VIP)).isFalse();
        }
    }

    @Test
    void anAddressIsLeasedFromTheKernel() {
        try (var only = Node.start(lab, "one", Instances.withPriority(150))) {
            await().until(() -> only.binds(VIP));

            assertThat(lab.run("one", "ip", "-4", "address", "show", "to", VIP)).containsPattern("valid_lft [12]sec");
        }
    }

    @Test
    void whatATrackerHasNotVouchedForDoesNotBecomeActive() {
        try (var untracked = Node.start(lab, "one", Instances.withPriority(150).tracking("haproxy", 0));
                var other = Node.start(lab, "two", Instances.withPriority(100))) {
            await().until(() -> other.state() == State.ACTIVE);
            assertThat(untracked.state()).isEqualTo(State.FAULT);
            assertThat(untracked.status().faults()).containsKey("haproxy");
        }
    }

    @Test
    void virtualRoutersOfIpv6WorkLikewise() {
        var addresses = new String[] {"fe80::100/64", "fd00:77::100/64"};
        try (var worse = Node.start(lab, "two", Instances.withPriority(100).addresses(addresses))) {
            try (var better = Node.start(lab, "one", Instances.withPriority(150).addresses(addresses))) {
                await().until(() -> better.state() == State.ACTIVE && worse.state() == State.BACKUP);
                assertThat(better.binds("fd00:77::100")).isTrue();
            }
            await().until(() -> worse.binds("fd00:77::100"));
        }
    }

    @Test
    void twoAgentsOfOneHostFindEachOther() {
        try (var first = Node.start(lab, "one", Instances.withPriority(150));
                var second = Node.start(lab, "one", Instances.withPriority(100))) {
            for (var node : List.of(first, second)) {
                await().untilAsserted(() -> assertThat(node.status().findings())
                        .extracting(Finding::kind)
                        .contains(Finding.Kind.SAME_HOST));
            }
        }
    }

    @Test
    void aStrangersClaimIsCountedAndAnswered() {
        try (var only = Node.start(lab, "one", Instances.withPriority(150))) {
            await().until(() -> only.binds(VIP) && only.count("havip.announcements.sent", "kind", "arp") > 0);

            lab.run("two", "ip", "address", "add", VIP + "/32", "dev", "eth0");
            lab.run("two", "arping", "-q", "-A", "-c", "1", "-I", "eth0", VIP);

            await().until(() -> only.count("havip.address.conflicts") > 0);
        }
    }
}
