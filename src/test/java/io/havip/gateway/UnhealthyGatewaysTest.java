package io.havip.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.gateway.Gateway.TrackerPlan;
import io.havip.gateway.settings.Instances;
import io.havip.health.Tracker;
import io.havip.health.Verdict;
import io.havip.interop.Keepalived;
import io.havip.programs.NotifyFifoSettings;
import io.havip.programs.NotifyScript;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Gateways whose HAProxys are all down: the best serves until one is well again. */
@Execution(ExecutionMode.CONCURRENT)
class UnhealthyGatewaysTest {
    private static final String VIP = "10.77.0.100";
    private static final long NO_RETRY_NANOS = 3_600_000_000_000L;
    private static final long RETRY_NANOS = 1_000_000_000L;

    private NetworkLab lab;

    @BeforeEach
    void openLab() {
        lab = NetworkLab.create();
        for (var host : List.of("one", "two")) {
            lab.namespace(host);
            lab.connect(host, "eth0", host.equals("one") ? "10.77.0.1/24" : "10.77.0.2/24");
        }
    }

    @AfterEach
    void closeLab() {
        NetworkLab.close(lab);
    }

    @Test
    void theBestServesUntilAnotherIsWellWhateverThatSaysOfPreemption() {
        var betterSettings = Instances.withPriority(150).trackingHaproxy(NO_RETRY_NANOS);
        var worseSettings =
                Instances.withPriority(100).trackingHaproxy(NO_RETRY_NANOS).nopreempt();
        try (var better = Node.start(lab, "one", betterSettings);
                var worse = Node.start(lab, "two", worseSettings)) {
            var betterHaproxy = haproxy(better, betterSettings);
            var worseHaproxy = haproxy(worse, worseSettings);
            betterHaproxy.dies();
            worseHaproxy.dies();

            await().until(() -> better.binds(VIP) && better.gauge("havip.vrrp.last.resort") == 1);
            await().untilAsserted(() -> assertThat(better.status())
                    .matches(status -> status.role().state() == State.ACTIVE
                            && status.role().lastResort()
                            && !status.ready())
                    .matches(status ->
                            status.role().priority() == 1 && status.faults().containsKey("haproxy")));
            await().until(() -> worse.state() == State.FAULT);

            worseHaproxy.lives();
            await().until(() -> worse.state() == State.ACTIVE && better.state() == State.FAULT);
            assertThat(worse.count("havip.vrrp.transitions", "cause", "preemption"))
                    .isPositive();
            await().until(() -> worse.binds(VIP) && !better.binds(VIP));
            assertThat(better.gauge("havip.vrrp.last.resort")).isZero();
        }
    }

    @Test
    void whoIsWellAgainWhileItServesKeepsTheRole() {
        var settings = Instances.withPriority(150).trackingHaproxy(NO_RETRY_NANOS);
        try (var only = Node.start(lab, "one", settings)) {
            var haproxy = haproxy(only, settings);
            haproxy.dies();
            await().until(() -> only.status().role().lastResort());

            haproxy.lives();
            await().until(() -> only.status().ready());
            assertThat(only.state()).isEqualTo(State.ACTIVE);
            assertThat(only.status().role().priority()).isEqualTo(150);
            assertThat(only.count("havip.vrrp.transitions", "from", "active")).isZero();
        }
    }

    @Test
    void programsAreToldOfTheFaultThatTheFirstCheckFinds(@TempDir Path folder) throws IOException {
        var settings = Instances.withPriority(150).tracking("scripted", 0);
        var log = folder.resolve("log");
        try (var only = Node.telling(lab, "one", List.of(settings.settings()), fifo(folder, log))) {
            var script = new Told("scripted");
            only.change(List.of(settings.settings()), script.plan());
            await().until(() -> only.state() == State.FAULT);
            assertThat(log)
                    .as("nobody acts upon what is not known yet")
                    .satisfiesAnyOf(
                            told -> assertThat(told).doesNotExist(),
                            told -> assertThat(told).isEmptyFile());

            script.dies();
            await().untilAsserted(() -> assertThat(log).hasContent("INSTANCE \"VI_1\" FAULT 150\n"));
            script.lives();
            await().untilAsserted(() -> assertThat(log).content().startsWith("""
                    INSTANCE "VI_1" FAULT 150
                    INSTANCE "VI_1" BACKUP 150
                    """));
        }
    }

    @Test
    void programsAreNotToldTwiceOfTheStateThatAnUncheckedGroupInterrupts(@TempDir Path folder) throws IOException {
        var second = Instances.withPriority(150).tracking("scripted", 0).addresses("10.77.0.101/24");
        var group = List.of(
                Instances.withPriority(150).settings("first", 51, "eth0", Optional.of("pair")),
                second.settings("second", 52, "eth0", Optional.of("pair")));
        var log = folder.resolve("log");
        try (var only = Node.telling(lab, "one", group, fifo(folder, log))) {
            var script = new Told("scripted");
            only.change(group, script.plan());
            await().until(() -> only.statuses().values().stream()
                    .allMatch(status -> status.role().state() == State.FAULT));
            script.lives();

            await().untilAsserted(() -> assertThat(log).content().contains("INSTANCE \"first\" MASTER 150"));
            assertThat(log).content().containsOnlyOnce("INSTANCE \"first\" BACKUP 150");
        }
    }

    @Test
    void programsAreToldOfThePriorityThatIsInForce(@TempDir Path folder) throws IOException {
        var settings =
                Instances.withPriority(150).trackingHaproxy(NO_RETRY_NANOS).tellingPriority();
        var log = folder.resolve("log");
        try (var only = Node.telling(lab, "one", List.of(settings.settings()), fifo(folder, log))) {
            var haproxy = haproxy(only, settings);
            haproxy.dies();
            await().until(() -> only.status().role().lastResort());
            haproxy.lives();

            await().untilAsserted(() -> assertThat(log)
                    .content()
                    .as("and of no group, which it has not")
                    .contains(" MASTER 1\nINSTANCE \"VI_1\" MASTER_PRIORITY 150\n"));
        }
    }

    @Test
    void anotherFaultIsNotBorne() {
        var settings = Instances.withPriority(150).trackingHaproxy(NO_RETRY_NANOS);
        try (var only = Node.start(lab, "one", settings)) {
            haproxy(only, settings).dies();
            await().until(() -> only.status().role().lastResort());

            lab.plug("one", "eth0", false);
            await().until(() -> only.state() == State.FAULT && !only.binds(VIP));

            lab.plug("one", "eth0", true);
            await().until(() -> only.status().role().lastResort());
        }
    }

    @Test
    void aSyncGroupServesAsAWholeOrNotAtAll() {
        var first = Instances.withPriority(150).trackingHaproxy(NO_RETRY_NANOS);
        var second = Instances.withPriority(150).tracking("scripted", 0).addresses("10.77.0.101/24");
        var group = List.of(
                first.settings("first", 51, "eth0", Optional.of("pair")),
                second.settings("second", 52, "eth0", Optional.of("pair")));
        try (var only = Node.start(lab, "one", group)) {
            var haproxy = new Told("haproxy");
            var script = new Told("scripted");
            only.change(group, haproxy.plan(), script.plan());
            haproxy.dies();
            script.lives();
            await().until(() -> only.statuses().values().stream()
                    .allMatch(status -> status.role().lastResort()));
            assertThat(only.binds(VIP)).isTrue();

            script.dies();
            await().until(() -> only.statuses().values().stream()
                    .allMatch(status -> status.role().state() == State.FAULT));
            assertThat(only.binds(VIP)).isFalse();

            script.lives();
            await().until(() -> only.statuses().values().stream()
                    .allMatch(status -> status.role().lastResort()));
        }
    }

    @Test
    void whoLosesTheRoleAgainAndAgainReturnsLaterUnlessNobodyElseServes() {
        var settings = Instances.withPriority(150).trackingHaproxy(NO_RETRY_NANOS);
        try (var better = Node.start(lab, "one", settings)) {
            try (var worse = Node.start(lab, "two", Instances.withPriority(100))) {
                var haproxy = haproxy(better, settings);
                for (int loss = 0; loss < 3; loss++) {
                    haproxy.lives();
                    await().until(() -> better.state() == State.ACTIVE);
                    haproxy.dies();
                    await().until(() -> worse.state() == State.ACTIVE);
                }
                haproxy.lives();

                await().until(() -> better.state() == State.BACKUP);
                double heard = better.count("havip.vrrp.advertisements.received");
                await().until(() -> better.count("havip.vrrp.advertisements.received") > heard + 20);
                assertThat(better.state()).isEqualTo(State.BACKUP);
                assertThat(better.status().heldBack())
                        .hasValueSatisfying(why -> assertThat(why).contains("haproxy"));
                assertThat(better.gauge("havip.vrrp.held.back")).isEqualTo(1);
                assertThat(better.entries("hold"))
                        .singleElement()
                        .satisfies(hold -> assertThat(hold.getBoolean("held")).isTrue())
                        .satisfies(
                                hold -> assertThat(hold.getString("sentence")).contains("haproxy"));
                assertThat(better.entries("transition"))
                        .filteredOn(transition -> transition.getString("cause").equals("preemption"))
                        .isNotEmpty()
                        .allSatisfy(transition -> assertThat(transition.getString("sentence"))
                                .matches("10\\.77\\.0\\.2 \\(priority 100\\) has a lower priority than our 150, and was"
                                        + " heard for \\d+ ms"));
            }
            await().until(() -> better.state() == State.ACTIVE);
            await().untilAsserted(() -> assertThat(better.entries("hold"))
                    .extracting(hold -> hold.getBoolean("held"))
                    .containsExactly(true, false));
        }
    }

    /** keepalived replaces nobody that advertises: it needs the silence after a retry. */
    @Test
    void keepalivedWithoutPreemptionTakesOverWhenItIsWellAgain(@TempDir Path folder) throws IOException {
        var settings = Instances.withPriority(150).trackingHaproxy(RETRY_NANOS);
        var well = folder.resolve("well");
        var configuration = Keepalived.configuration(Instances.withPriority(100).nopreempt(), "track_script { well }");
        try (var ours = Node.start(lab, "one", settings);
                var _ = Keepalived.start(lab, "two", """
                    global_defs {
                        script_user root
                    }
                    vrrp_script well {
                        script "/usr/bin/test -e %s"
                        interval 1
                    }
                    %s
                    """.formatted(well, configuration))) {
            haproxy(ours, settings).dies();
            await().until(() -> ours.count("havip.vrrp.transitions", "cause", "last_resort_retry") >= 1);
            assertThat(lab.binds("two", VIP)).isFalse();

            Files.createFile(well);
            await().until(() -> lab.binds("two", VIP) && ours.state() == State.FAULT);
            double heard = ours.count("havip.vrrp.advertisements.received");
            await().until(() -> ours.count("havip.vrrp.advertisements.received") > heard + 20);
            assertThat(ours.binds(VIP)).isFalse();
            assertThat(lab.binds("two", VIP)).isTrue();
        }
    }

    /** A FIFO whose reader writes what it is told into a log. */
    private static NotifyFifoSettings fifo(Path folder, Path log) throws IOException {
        var reader = Files.writeString(folder.resolve("reader.sh"), "exec cat \"$1\" >" + log + "\n");
        return new NotifyFifoSettings(
                folder.resolve("fifo"), "", Optional.of(new NotifyScript(List.of("/bin/sh", reader.toString()), "")));
    }

    /** Makes a gateway follow one that has not been looked at yet. */
    private static Told haproxy(Node node, Instances instances) {
        var haproxy = new Told("haproxy");
        node.change(List.of(instances.settings()), haproxy.plan());
        return haproxy;
    }

    /** A tracker that finds what the test says. */
    private static final class Told implements Tracker {
        private final String name;
        private final AtomicReference<Consumer<Verdict>> told = new AtomicReference<>(_ -> {});

        Told(String name) {
            this.name = name;
        }

        TrackerPlan plan() {
            return new TrackerPlan(name, "", () -> this);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void start(Consumer<Verdict> verdicts, CheckListener checks) {
            told.set(verdicts);
        }

        void dies() {
            told.get().accept(new Verdict(name(), false, "its process has ended", System.nanoTime()));
        }

        void lives() {
            told.get().accept(new Verdict(name(), true, "it answers", System.nanoTime()));
        }

        @Override
        public void close() {}
    }
}
