package io.havip.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.havip.config.InstanceBuilder;
import io.havip.config.options.HaproxyOptions;
import io.havip.config.options.HaproxyOptions.Supervise;
import io.havip.haproxy.HaproxySettings.HaproxyProcess.Supervised;
import io.havip.health.RecordedChecks;
import io.havip.health.RecordedVerdicts;
import io.havip.linux.Proc;
import io.havip.linux.ProcessEntry;
import io.havip.testing.TestWorkers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HaproxySupervisorTest {
    private final AtomicReference<Optional<HaproxyInfo>> info = new AtomicReference<>(Optional.empty());
    private final List<String> output = new CopyOnWriteArrayList<>();
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
    }

    @Test
    void startsHaproxyAndPassesItsOutputOn() throws InterruptedException {
        try (var supervisor = supervisor();
                var _ = tracker()) {
            supervisor.start();
            await().until(() -> verdicts.healths().contains(true));
            assertThat(output).anyMatch(line -> line.contains("Loading success"));
        }
    }

    /** What its supervisor tells of it, word by word. */
    static final class Life implements HaproxySupervisor.LifeListener {
        private final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public void started(long pid) {
            told.add("started");
        }

        @Override
        public void ended(long pid, String how) {
            told.add(how);
        }

        @Override
        public void reloaded(long pid) {
            told.add("reloaded");
        }

        @Override
        public void reloadRefused(String why) {
            told.add("refused");
        }
    }

    private final Life life = new Life();

    @Test
    void aWrongConfigurationIsRefusedInHaproxysOwnWords() throws IOException {
        haproxy.configure("no such keyword");
        try (var supervisor = supervisor()) {
            assertThatExceptionOfType(HaproxyConfigurationException.class)
                    .isThrownBy(supervisor::start)
                    .withMessageContaining(haproxy.configuration() + ":2")
                    .withMessageContaining("unknown keyword");
        }
        assertThat(ours()).isEmpty();
    }

    @Test
    void aBinaryThatCannotBeRunIsRefused() {
        var nothing = new Supervised(Path.of("/nonexistent/haproxy"), haproxy.configuration());
        try (var supervisor = new HaproxySupervisor(nothing, output::add, life, TestWorkers.make())) {
            assertThatExceptionOfType(HaproxyConfigurationException.class)
                    .isThrownBy(supervisor::start)
                    .withMessageContaining("/nonexistent/haproxy");
        }
    }

    @Test
    void aKilledMasterIsStartedAgainAndItsWorkersDoNotStay() throws InterruptedException {
        try (var supervisor = supervisor();
                var tracker = tracker()) {
            supervisor.start();
            long worker = awaitWorkerOtherThan(tracker, 0);
            long master = Proc.process(worker).orElseThrow().parent();
            // A worker that hangs cannot leave by itself.
            RunningHaproxy.signal("STOP", worker);
            RunningHaproxy.signal("KILL", master);
            awaitWorkerOtherThan(tracker, worker);
            assertThat(RunningHaproxy.runs(worker)).isFalse();
            assertThat(output).anyMatch(line -> line.contains("ended with status 137; it is started again in 100 ms"));
            assertThat(life.told).containsExactly("started", "ended with status 137", "started");
        }
    }

    @Test
    void aKilledWorkerMeansANewHaproxy() throws InterruptedException {
        try (var supervisor = supervisor();
                var tracker = tracker()) {
            supervisor.start();
            long worker = awaitWorkerOtherThan(tracker, 0);
            RunningHaproxy.signal("KILL", worker);
            awaitWorkerOtherThan(tracker, worker);
        }
    }

    @Test
    void aReloadBringsANewWorkerAndNoFailure() throws InterruptedException {
        try (var supervisor = supervisor();
                var tracker = tracker()) {
            supervisor.start();
            long worker = awaitWorkerOtherThan(tracker, 0);
            int verdictsBefore = verdicts.healths().size();
            supervisor.reload();
            long successor = awaitWorkerOtherThan(tracker, worker);
            assertThat(Proc.process(successor).orElseThrow().session())
                    .isEqualTo(Proc.process(successor).orElseThrow().parent());
            assertThat(verdicts.healths()).hasSize(verdictsBefore);
        }
    }

    /** HAProxy says that it has loaded before it has a handler for the signal. */
    @Test
    void aReloadThatFollowsTheStartOrAnotherReloadAtOnceIsNotLost() throws InterruptedException {
        try (var supervisor = supervisor()) {
            supervisor.start();
            awaitLoaded(1);
            for (int reload = 1; reload <= 3; reload++) {
                supervisor.reload();
                awaitLoaded(1 + reload);
            }
        }
    }

    private void awaitLoaded(int times) {
        await().pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> assertThat(output)
                        .filteredOn(line -> line.contains("Loading success"))
                        .hasSize(times));
    }

    @Test
    void aReloadOfAWrongConfigurationIsRefusedAndTheOldOneGoesOn() throws IOException, InterruptedException {
        try (var supervisor = supervisor();
                var tracker = tracker()) {
            supervisor.start();
            long worker = awaitWorkerOtherThan(tracker, 0);
            haproxy.configure("no such keyword");
            assertThatExceptionOfType(HaproxyConfigurationException.class)
                    .isThrownBy(supervisor::reload)
                    .withMessageContaining("unknown keyword");
            assertThat(RunningHaproxy.runs(worker)).isTrue();
        }
    }

    /** haproxy -c binds nothing. */
    @Test
    void aReloadThatHaproxyCannotCarryOutIsRefusedAndTheOldOneGoesOn() throws IOException, InterruptedException {
        try (var supervisor = supervisor();
                var tracker = tracker();
                var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            supervisor.start();
            long worker = awaitWorkerOtherThan(tracker, 0);
            haproxy.configure("", "bind 127.0.0.1:" + taken.getLocalPort());
            assertThatExceptionOfType(HaproxyConfigurationException.class)
                    .isThrownBy(supervisor::reload)
                    .withMessageContaining("Address already in use");
            assertThat(RunningHaproxy.runs(worker)).isTrue();
        }
    }

    @Test
    void stoppingLeavesNoProcess() throws InterruptedException {
        try (var supervisor = supervisor();
                var tracker = tracker()) {
            supervisor.start();
            awaitWorkerOtherThan(tracker, 0);
            await().untilAsserted(() -> assertThat(ours()).hasSize(2));
        }
        await().untilAsserted(() -> assertThat(ours()).isEmpty());
    }

    @Test
    void stoppingLeavesNoProcessEvenIfHaproxyHangs() throws InterruptedException {
        try (var supervisor = supervisor();
                var tracker = tracker()) {
            supervisor.start();
            long worker = awaitWorkerOtherThan(tracker, 0);
            RunningHaproxy.signal("STOP", worker);
            RunningHaproxy.signal("STOP", Proc.process(worker).orElseThrow().parent());
        }
        await().untilAsserted(() -> assertThat(ours()).isEmpty());
    }

    @Test
    void whenTheAgentIsKilledHaproxyGoesToo() throws Exception {
        var agent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Agent.class.getName(),
                        RunningHaproxy.binary().toString(),
                        haproxy.configuration().toString())
                .redirectErrorStream(true)
                .start();
        try (var lines = agent.inputReader()) {
            assertThat(lines.lines().anyMatch(line -> line.contains("Loading success")))
                    .isTrue();
            await().untilAsserted(() -> assertThat(ours()).hasSize(2));
            agent.destroyForcibly();
            await().untilAsserted(() -> assertThat(ours()).isEmpty());
        } finally {
            agent.destroyForcibly();
        }
    }

    /** A process that does nothing but supervise. */
    static final class Agent {
        public static void main(String[] arguments) throws InterruptedException {
            var haproxy = new Supervised(Path.of(arguments[0]), Path.of(arguments[1]));
            new HaproxySupervisor(haproxy, System.out::println, new Life(), TestWorkers.make()).start();
            Thread.currentThread().join();
        }
    }

    @Test
    void withoutASocketTheTrackerFindsTheSupervisedProcess() throws IOException, InterruptedException {
        haproxy.configure("");
        try (var supervisor = supervisor();
                var _ = tracker(Optional.empty())) {
            supervisor.start();
            await().until(() -> verdicts.healths().contains(true) && worker().isPresent());
            // Until it has a worker, the master is the process that is found.
            await().until(() ->
                    verdicts.last().reason().startsWith("process %d runs".formatted(worker().orElseThrow())));
        }
    }

    private long awaitWorkerOtherThan(HaproxyTracker tracker, long former) {
        await().until(() -> info.get().filter(found -> found.pid() != former).isPresent());
        return info.get().orElseThrow().pid();
    }

    private Optional<Long> worker() {
        return ours().stream()
                .filter(process -> Haproxies.find(process.parent()).isPresent())
                .map(ProcessEntry::pid)
                .findFirst();
    }

    private List<ProcessEntry> ours() {
        return Haproxies.running().stream()
                .filter(process -> Proc.commandLine(process.pid())
                        .contains(haproxy.configuration().toString()))
                .toList();
    }

    private HaproxySupervisor supervisor() {
        return new HaproxySupervisor(supervised(), output::add, life, TestWorkers.make());
    }

    private HaproxyTracker tracker() {
        return tracker(Optional.of(haproxy.socket()));
    }

    private HaproxyTracker tracker(Optional<Path> socket) {
        var settings = InstanceBuilder.haproxy(options -> {
            options.with(HaproxyOptions.INTERVAL, TimeUnit.MILLISECONDS.toNanos(20))
                    .with(HaproxyOptions.TIMEOUT, TimeUnit.MILLISECONDS.toNanos(500))
                    .with(HaproxyOptions.RISE, 1)
                    .in(
                            HaproxyOptions.SUPERVISE,
                            supervise -> supervise
                                    .with(Supervise.BINARY, supervised().binary())
                                    .with(Supervise.CONFIG, supervised().configuration()));
            socket.ifPresent(path -> options.with(HaproxyOptions.SOCKET, path));
        });
        var tracker = new HaproxyTracker("haproxy", settings, processWatch, info::set, TestWorkers.make());
        tracker.start(verdicts, checks);
        return tracker;
    }

    private Supervised supervised() {
        return new Supervised(RunningHaproxy.binary(), haproxy.configuration());
    }
}
