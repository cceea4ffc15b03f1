package io.havip.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.havip.gateway.Gateway.TrackerPlan;
import io.havip.gateway.settings.Instances;
import io.havip.health.Tracker;
import io.havip.health.Verdict;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.State;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Other settings while the gateway runs: what is as before is not disturbed, and what changes keeps its role. */
@Execution(ExecutionMode.CONCURRENT)
class SettingsChangeTest {
    private static final String VIP = "10.77.0.100";
    private static final String OTHER_VIP = "10.77.0.101";

    private NetworkLab lab;

    @BeforeEach
    void connectTwoHosts() {
        lab = NetworkLab.create();
        for (var host : new String[] {"one", "two"}) {
            lab.namespace(host);
        }
        lab.connect("one", "eth0", "10.77.0.1/16");
        lab.connect("two", "eth0", "10.77.0.2/16");
    }

    @AfterEach
    void removeThem() {
        NetworkLab.close(lab);
    }

    @Test
    void anActiveKeepsTheRoleAndTellsItsPeerWhatHasChanged() {
        try (var one = Node.start(lab, "one", Instances.withPriority(150));
                var two = Node.start(lab, "two", Instances.withPriority(100))) {
            await().until(() ->
                    one.state() == State.ACTIVE && two.status().activePeer().isPresent());
            long activeSince = one.status().changedAtEpochMillis();

            var changes = one.change(List.of(Instances.withPriority(120)
                    .addresses(OTHER_VIP + "/16", VIP + "/24")
                    .settings()));

            assertThat(changes).isEqualTo(new Gateway.Changes(List.of(), List.of("VI_1"), List.of(), 0));
            assertThat(one.binds(VIP)).isTrue();
            assertThat(one.binds(OTHER_VIP)).isTrue();
            await().until(() -> two.status().activePeer().orElseThrow().priority() == 120);
            assertThat(one.status().changedAtEpochMillis()).isEqualTo(activeSince);
            assertThat(one.gauge("havip.vrrp.priority", "kind", "configured")).isEqualTo(120);
            assertThat(one.gauge("havip.address.bound", "address", OTHER_VIP)).isEqualTo(1);
        }
    }

    @Test
    void anAddressThatIsNoLongerListedIsReleasedAndTheOthersStay() {
        var both = Instances.withPriority(150).addresses(VIP + "/24", OTHER_VIP + "/24");
        try (var one = Node.start(lab, "one", both)) {
            await().until(() -> one.binds(VIP) && one.binds(OTHER_VIP));

            one.change(
                    List.of(Instances.withPriority(150).addresses(VIP + "/24").settings()));

            assertThat(one.binds(OTHER_VIP)).isFalse();
            assertThat(one.binds(VIP)).isTrue();
            assertThat(one.gauge("havip.address.bound", "address", OTHER_VIP)).isNaN();
        }
    }

    @Test
    void anInterfaceThatNobodyListensOnAnyLongerHasNoMeters() {
        lab.connect("one", "eth1", "10.78.0.1/24");
        var instances = Instances.withPriority(150);
        try (var one = Node.start(lab, "one", instances)) {
            assertThat(one.gauge("havip.vrrp.stray.packets.total", "interface", "eth0"))
                    .isZero();

            one.change(List.of(instances.settings("VI_1", Instances.VRID, "eth1", Optional.empty())));

            assertThat(one.gauge("havip.vrrp.stray.packets.total", "interface", "eth1"))
                    .isZero();
            assertThat(one.gauge("havip.vrrp.stray.packets.total", "interface", "eth0"))
                    .isNaN();
        }
    }

    @Test
    void aBackupThatBecomesBetterTakesOver() {
        try (var one = Node.start(lab, "one", Instances.withPriority(150));
                var two = Node.start(lab, "two", Instances.withPriority(100))) {
            await().until(() ->
                    one.state() == State.ACTIVE && two.status().activePeer().isPresent());

            two.change(List.of(Instances.withPriority(200).settings()));

            await().until(() -> two.state() == State.ACTIVE && one.state() == State.BACKUP);
        }
    }

    @Test
    void anotherTransportIsSpokenAtOnce() {
        try (var one = Node.start(lab, "one", Instances.withPriority(150));
                var two = Node.start(lab, "two", Instances.withPriority(100))) {
            await().until(() -> one.state() == State.ACTIVE && two.state() == State.BACKUP);

            one.change(List.of(Instances.withPriority(150).unicast("10.77.0.2").settings()));
            two.change(List.of(Instances.withPriority(100).unicast("10.77.0.1").settings()));

            double heard = two.count("havip.vrrp.advertisements.received");
            await().until(() -> two.count("havip.vrrp.advertisements.received") > heard + 5);
            assertThat(two.state()).isEqualTo(State.BACKUP);
        }
    }

    @Test
    void aNewInstanceTakesPartAndARemovedOneReleasesTheRole() {
        var first = Instances.withPriority(150).settings("first", 51);
        var second = Instances.withPriority(150).addresses(OTHER_VIP + "/24").settings("second", 52);
        try (var one = Node.start(lab, "one", List.of(first));
                var two = Node.start(lab, "two", Instances.withPriority(100))) {
            await().until(() -> one.binds(VIP) && two.status().activePeer().isPresent());

            one.change(List.of(first, second));
            await().until(() -> one.binds(OTHER_VIP));

            one.change(List.of(second));

            assertThat(one.binds(VIP)).isFalse();
            assertThat(one.statuses()).containsOnlyKeys("second");
            await().until(() -> two.binds(VIP));
            await().until(() -> two.count("havip.vrrp.transitions", "cause", "release_heard") == 1);
            await().untilAsserted(() -> assertThat(one.gauge("havip.vrrp.priority", "vrrp_instance", "first"))
                    .isNaN());
            assertThat(one.binds(OTHER_VIP)).isTrue();
        }
    }

    @Test
    void whoeverFollowsANewTrackerKeepsTheRoleIfItIsWell() {
        try (var one = Node.start(lab, "one", Instances.withPriority(150))) {
            await().until(() -> one.state() == State.ACTIVE);

            var tracking = Instances.withPriority(150).tracking("scripted", 0).settings();
            one.change(List.of(tracking), judge("well", true));
            assertThat(one.count("havip.vrrp.transitions", "to", "fault")).isZero();

            one.change(List.of(tracking), judge("ill", false));
            await().until(() -> one.state() == State.FAULT);

            one.change(List.of(Instances.withPriority(150).settings()));
            await().until(() -> one.state() == State.ACTIVE);
        }
    }

    @Test
    void aNewTrackerThatHasNotSpokenYetIsNotFollowedYet() {
        var later = new AtomicReference<Consumer<Verdict>>();
        var silent = new TrackerPlan("scripted", "", () -> tracker(later::set));
        try (var one = Node.start(lab, "one", Instances.withPriority(150))) {
            await().until(() -> one.state() == State.ACTIVE);

            one.change(
                    List.of(Instances.withPriority(120).tracking("scripted", 0).settings()), silent);
            await().until(() -> one.gauge("havip.vrrp.priority", "kind", "effective") == 120);
            assertThat(one.state()).isEqualTo(State.ACTIVE);

            later.get().accept(new Verdict("scripted", false, "at last", System.nanoTime()));
            await().until(() -> one.state() == State.FAULT);
        }
    }

    @Test
    void aTrackerThatCanNotBeMadeChangesNothing() {
        try (var one = Node.start(lab, "one", Instances.withPriority(150))) {
            await().until(() -> one.state() == State.ACTIVE);
            var impossible = new TrackerPlan("scripted", "", () -> {
                throw new IllegalArgumentException("there is no user nobody");
            });

            assertThatThrownBy(() -> one.change(List.of(), impossible)).hasMessageContaining("there is no user nobody");

            assertThat(one.state()).isEqualTo(State.ACTIVE);
        }
    }

    /** A tracker that makes up its mind once. */
    private static TrackerPlan judge(String settings, boolean healthy) {
        return new TrackerPlan(
                "scripted",
                settings,
                () -> tracker(
                        verdicts -> verdicts.accept(new Verdict("scripted", healthy, "as told", System.nanoTime()))));
    }

    private static Tracker tracker(Consumer<Consumer<Verdict>> onStart) {
        return new Tracker() {
            @Override
            public String name() {
                return "scripted";
            }

            @Override
            public void start(Consumer<Verdict> verdicts, CheckListener checks) {
                onStart.accept(verdicts);
            }

            @Override
            public void close() {}
        };
    }
}
