package io.havip.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.config.InstanceBuilder;
import io.havip.config.options.HaproxyOptions;
import io.havip.config.options.HaproxyOptions.Attach;
import io.havip.health.RecordedChecks;
import io.havip.health.RecordedVerdicts;
import io.havip.testing.Requirement;
import io.havip.testing.TestWorkers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real HAProxy. */
class HaproxyTrackerTest {
    private final AtomicReference<Optional<HaproxyInfo>> info = new AtomicReference<>(Optional.empty());
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** So many misses never happen here: what is found unhealthy was not found so by counting. */
    private static final int NEVER = 1_000_000;

    private static final int RELOADS = 10;

    private final RecordedVerdicts verdicts = new RecordedVerdicts();
    private final RecordedChecks checks = new RecordedChecks();
    private final PollingProcessWatch processWatch = new PollingProcessWatch();

    @TempDir
    Path directory;

    private RunningHaproxy haproxy;

    @BeforeEach
    void prepare() throws IOException {
        haproxy = RunningHaproxy.in(directory);
    }

    @AfterEach
    void cleanUp() {
        processWatch.close();
        if (haproxy != null) {
            haproxy.close();
        }
    }

    @Test
    void isHealthyFromTheFirstAnswerAndKnowsWhoAnswers() throws IOException {
        var master = haproxy.startMaster();
        try (var tracker = startedOnSocket(NEVER)) {
            awaitHealths(true);
            var answering = info.get().orElseThrow();
            assertThat(answering.pid()).isEqualTo(RunningHaproxy.worker(master).pid());
            assertThat(answering.version()).matches("\\d+\\.\\d+.*");
        }
    }

    @Test
    void aKilledWorkerIsUnhealthyWithoutCountingMisses() throws IOException {
        var master = haproxy.startMaster();
        try (var tracker = startedOnSocket(NEVER)) {
            awaitHealths(true);
            RunningHaproxy.signal("KILL", RunningHaproxy.worker(master).pid());
            awaitHealths(true, false);
            assertThat(info.get()).isEmpty();
        }
    }

    @Test
    void aKilledMasterIsUnhealthyWithoutCountingMisses() throws IOException {
        var master = haproxy.startMaster();
        try (var _ = startedOnSocket(NEVER)) {
            awaitHealths(true);
            RunningHaproxy.signal("KILL", master.pid());
            awaitHealths(true, false);
        }
    }

    @Test
    void aKilledDaemonIsUnhealthyWithoutCountingMisses() throws Exception {
        haproxy.startDaemon();
        try (var tracker = startedOnSocket(NEVER)) {
            awaitHealths(true);
            RunningHaproxy.signal("KILL", info.get().orElseThrow().pid());
            awaitHealths(true, false);
        }
    }

    @Test
    void aKilledHaproxyThatIsStartedAgainRises() throws IOException {
        var master = haproxy.startMaster();
        try (var _ = startedOnSocket(NEVER)) {
            awaitHealths(true);
            RunningHaproxy.signal("KILL", master.pid());
            awaitHealths(true, false);
            haproxy.startMaster();
            awaitHealths(true, false, true);
        }
    }

    @Test
    void aHungWorkerIsUnhealthyUntilItGoesOn() throws IOException {
        long worker = RunningHaproxy.worker(haproxy.startMaster()).pid();
        try (var _ = started(settings(Optional.of(haproxy.socket()), Optional.empty(), 3))) {
            awaitHealths(true);
            RunningHaproxy.signal("STOP", worker);
            awaitHealths(true, false);
            assertThat(verdicts.last().reason()).endsWith("haproxy.sock does not answer in time");
            RunningHaproxy.signal("CONT", worker);
            awaitHealths(true, false, true);
        }
    }

    @Test
    void aHungWorkerThatIsKilledIsReplacedByTheNext() throws IOException {
        var master = haproxy.startMaster();
        long worker = RunningHaproxy.worker(master).pid();
        try (var tracker = started(settings(Optional.of(haproxy.socket()), Optional.empty(), 3))) {
            awaitHealths(true);
            RunningHaproxy.signal("STOP", worker);
            awaitHealths(true, false);
            RunningHaproxy.signal("KILL", worker);
            await().until(() -> !master.isAlive());
            var next = haproxy.startMaster();
            awaitHealths(true, false, true);
            assertThat(info.get().orElseThrow().pid())
                    .isEqualTo(RunningHaproxy.worker(next).pid());
        }
    }

    @Test
    void reloadsOfAMasterAreNoFailuresAndFormerWorkersMayLeave() throws IOException {
        var master = haproxy.startMaster();
        try (var tracker = startedOnSocket(1)) {
            awaitHealths(true);
            for (int reload = 0; reload < RELOADS; reload++) {
                long former = info.get().orElseThrow().pid();
                RunningHaproxy.signalMaster("USR2", master);
                await().until(() ->
                        info.get().filter(found -> found.pid() != former).isPresent());
                await().until(() -> !RunningHaproxy.runs(former));
            }
            assertThat(verdicts.healths()).containsExactly(true);
            assertThat(checks.failed()).isZero();

            RunningHaproxy.signal("KILL", info.get().orElseThrow().pid());
            awaitHealths(true, false);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-sf", "-st"})
    void replacementsOfADaemonAreNoFailures(String howTheFormerEnds) throws Exception {
        haproxy.startDaemon();
        try (var tracker = startedOnSocket(1)) {
            awaitHealths(true);
            for (int reload = 0; reload < RELOADS; reload++) {
                long former = info.get().orElseThrow().pid();
                haproxy.replaceDaemon(howTheFormerEnds);
                await().until(() ->
                        info.get().filter(found -> found.pid() != former).isPresent());
                await().until(() -> !RunningHaproxy.runs(former));
            }
            assertThat(verdicts.healths()).containsExactly(true);
            assertThat(checks.failed()).isZero();

            RunningHaproxy.signal("KILL", info.get().orElseThrow().pid());
            awaitHealths(true, false);
        }
    }

    @Test
    void aSoftStopWithoutASuccessorIsUnhealthyWithoutCountingMisses() throws IOException {
        var master = haproxy.startMaster();
        try (var _ = startedOnSocket(NEVER)) {
            awaitHealths(true);
            RunningHaproxy.signalMaster("USR1", master);
            awaitHealths(true, false);
        }
    }

    @Test
    void waitsForASocketThatIsNotThereYet() throws IOException {
        try (var _ = startedOnSocket(NEVER)) {
            awaitHealths(false);
            assertThat(verdicts.last().reason()).contains(haproxy.socket().toString(), "No such file");
            haproxy.startMaster();
            awaitHealths(false, true);
        }
    }

    @Test
    void withoutASocketTheProcessAloneIsFollowedThroughReloads() throws IOException {
        haproxy.configure("");
        var master = haproxy.startMaster();
        try (var _ = startedOnPidFile(Optional.empty())) {
            awaitHealths(true);
            assertThat(verdicts.last().reason()).contains("no runtime socket");

            long former = RunningHaproxy.worker(master).pid();
            RunningHaproxy.signalMaster("USR2", master);
            await().until(() -> !RunningHaproxy.runs(former));
            int before = checks.succeeded();
            await().until(() -> checks.succeeded() > before + 2);
            assertThat(verdicts.healths()).containsExactly(true);

            RunningHaproxy.signal("KILL", RunningHaproxy.worker(master).pid());
            awaitHealths(true, false);
            assertThat(verdicts.last().reason()).contains("exited");
        }
    }

    @Test
    void aFullFrontendIsNoFailureAndALostOneIs() throws Exception {
        haproxy.configure("stats socket %s mode 600 level user".formatted(haproxy.socket()), "maxconn 2");
        var master = haproxy.startMaster();
        try (var _ = started(settings(Optional.of(haproxy.socket()), Optional.of("/"), 3));
                var one = new Socket();
                var other = new Socket()) {
            awaitHealths(true);
            one.connect(haproxy.listener());
            other.connect(haproxy.listener());
            await().until(() ->
                    verdicts.last().reason().endsWith("frontend f accepts no more connections than it may"));
            int before = checks.succeeded();
            await().until(() -> checks.succeeded() > before + 5);

            RunningHaproxy.signal("STOP", RunningHaproxy.worker(master).pid());
            await().until(() -> !verdicts.last().healthy());
        }
    }

    @Test
    void theProbeHasToPassToo() throws IOException {
        haproxy.startMaster();
        try (var _ = startedOnPidFile(Optional.of("/broken"))) {
            awaitHealths(false);
            assertThat(verdicts.last().reason()).endsWith("/broken answers with status 503");
        }
    }

    @Test
    void theProbeAloneDecidesWhereNeitherSocketNorProcessCanBeSeen() throws IOException {
        Requirement.NO_HAPROXY.ensure();
        try (var elsewhere = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var address = new InetSocketAddress(elsewhere.getInetAddress(), elsewhere.getLocalPort());
            try (var _ = started(settings(options -> options.with(HaproxyOptions.RISE, 1)
                    .with(HaproxyOptions.FALL, 1)
                    .in(HaproxyOptions.PROBE, probe -> probe.with(HaproxyOptions.Probe.ADDRESS, address))))) {
                awaitHealths(true);
                elsewhere.close();
                awaitHealths(true, false);
            }
        }
    }

    @Test
    void aReloadThatFailsChangesNothing() throws IOException {
        var master = haproxy.startMaster();
        try (var tracker = startedOnSocket(1)) {
            awaitHealths(true);
            haproxy.configure("no such keyword");
            RunningHaproxy.signalMaster("USR2", master);
            await().until(() -> haproxy.output().contains("unknown keyword"));
            int before = checks.succeeded();
            await().until(() -> checks.succeeded() > before + 5);
            assertThat(verdicts.healths()).containsExactly(true);
            assertThat(RunningHaproxy.runs(info.get().orElseThrow().pid())).isTrue();
        }
    }

    private void awaitHealths(Boolean... healths) {
        await().pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(healths));
    }

    private HaproxyTracker startedOnSocket(int fall) {
        return started(settings(Optional.of(haproxy.socket()), Optional.empty(), fall));
    }

    private HaproxyTracker startedOnPidFile(Optional<String> probed) {
        return started(settings(Optional.empty(), probed, NEVER));
    }

    private HaproxySettings settings(Optional<Path> socket, Optional<String> probed, int fall) {
        return settings(options -> {
            options.with(HaproxyOptions.FALL, fall)
                    .in(HaproxyOptions.ATTACH, attach -> attach.with(Attach.PID_FILE, haproxy.pidFile()));
            socket.ifPresent(path -> options.with(HaproxyOptions.SOCKET, path));
            probed.ifPresent(path -> options.in(
                    HaproxyOptions.PROBE,
                    probe -> probe.with(HaproxyOptions.Probe.ADDRESS, haproxy.listener())
                            .with(HaproxyOptions.Probe.HTTP, path)));
        });
    }

    private static HaproxySettings settings(Consumer<InstanceBuilder> said) {
        return InstanceBuilder.haproxy(said.andThen(options ->
                options.with(HaproxyOptions.INTERVAL, INTERVAL_NANOS).with(HaproxyOptions.TIMEOUT, TIMEOUT_NANOS)));
    }

    private HaproxyTracker started(HaproxySettings settings) {
        var tracker = new HaproxyTracker("haproxy", settings, processWatch, info::set, TestWorkers.make());
        tracker.start(verdicts, checks);
        return tracker;
    }
}
