package io.havip.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.gateway.Instances;
import io.havip.gateway.Node;
import io.havip.interop.Setting.Host;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.State;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A pair of a gateway (on host one) and keepalived (on host two), in every setting that both know. */
class KeepalivedTest {
    private static final int BETTER = 150;
    private static final int WORSE = 100;

    private NetworkLab lab;

    @BeforeEach
    void connectTwoHosts() {
        lab = NetworkLab.create();
        for (var host : new Host[] {Host.ONE, Host.TWO}) {
            lab.namespace(host.name());
            lab.connect(host.name(), "eth0", host.ipv4() + "/24", host.ipv6() + "/64");
        }
    }

    @AfterEach
    void removeThem() {
        lab.close();
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @EnumSource
    @DisplayName("keepalived stands by for us, and takes over when our cable is pulled and when we stop")
    void weAreBetter(Setting setting) {
        Keepalived.assumeKnows(setting.on(Host.TWO, WORSE));
        var ours = setting.on(Host.ONE, BETTER);
        try (var keepalived = Keepalived.start(lab, "two", setting.on(Host.TWO, WORSE))) {
            try (var node = Node.start(lab, "one", ours)) {
                soon().until(() -> onlyOwner("one", ours));

                lab.plug("one", "eth0", false);
                soon().until(() -> onlyOwner("two", ours));
                assertThat(node.state()).isEqualTo(State.FAULT);

                lab.plug("one", "eth0", true);
                soon().until(() -> onlyOwner("one", ours));
            }
            soon().until(() -> onlyOwner("two", ours));
        }
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @EnumSource
    @DisplayName("we stand by for keepalived, and take over when it is killed and when it stops")
    void keepalivedIsBetter(Setting setting) {
        Keepalived.assumeKnows(setting.on(Host.TWO, BETTER));
        var theirs = setting.on(Host.TWO, BETTER);
        try (var node = Node.start(lab, "one", setting.on(Host.ONE, WORSE))) {
            try (var keepalived = Keepalived.start(lab, "two", theirs)) {
                soon().until(() -> node.state() == State.BACKUP && onlyOwner("two", theirs));
                soon().until(() -> node.status().activePeer().isPresent());

                keepalived.kill();
                soon().until(() -> node.state() == State.ACTIVE && binds("one", theirs));
            }
            assertThat(node.count("havip.vrrp.transitions", "cause", "active_down"))
                    .isPositive();

            try (var keepalived = Keepalived.start(lab, "two", theirs)) {
                soon().until(() -> node.state() == State.BACKUP && onlyOwner("two", theirs));

                keepalived.stop();
                soon().until(() -> node.state() == State.ACTIVE && onlyOwner("one", theirs));
                soon().until(() -> node.count("havip.vrrp.transitions", "cause", "release_heard") == 1);
            }
        }
    }

    @Test
    void weLeaveTheRoleWhereItIsWithoutPreemption() {
        var setting = Setting.V3_UNICAST;
        var ours = setting.on(Host.ONE, BETTER).nopreempt();
        try (var keepalived = Keepalived.start(lab, "two", setting.on(Host.TWO, WORSE))) {
            soon().until(() -> onlyOwner("two", ours));

            try (var node = Node.start(lab, "one", ours)) {
                soon().until(() -> node.count("havip.vrrp.advertisements.received") > 20);
                assertThat(node.state()).isEqualTo(State.BACKUP);
                assertThat(onlyOwner("two", ours)).isTrue();

                keepalived.stop();
                soon().until(() -> onlyOwner("one", ours));
            }
        }
    }

    @Test
    void keepalivedLeavesTheRoleWhereItIsWithoutPreemption() {
        var setting = Setting.V3_UNICAST;
        var theirs = setting.on(Host.TWO, BETTER).nopreempt();
        try (var node = Node.start(lab, "one", setting.on(Host.ONE, WORSE))) {
            soon().until(() -> onlyOwner("one", theirs));
            double before = node.count("havip.vrrp.advertisements.sent");

            try (var keepalived = Keepalived.start(lab, "two", theirs)) {
                soon().until(() -> node.count("havip.vrrp.advertisements.sent") > before + 30);
                assertThat(node.state()).isEqualTo(State.ACTIVE);
                assertThat(onlyOwner("one", theirs)).isTrue();
            }
        }
    }

    private boolean onlyOwner(String host, Instances instances) {
        return binds(host, instances) && !binds(host.equals("one") ? "two" : "one", instances);
    }

    /** The last address: they are bound in their order. */
    private boolean binds(String host, Instances instances) {
        return lab.binds(host, instances.addresses().getLast().split("/")[0]);
    }

    private static ConditionFactory soon() {
        return Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(Duration.ofSeconds(20));
    }
}
