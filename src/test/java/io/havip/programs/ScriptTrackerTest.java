package io.havip.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.havip.config.InstanceBuilder;
import io.havip.config.options.HealthOptions.Script;
import io.havip.config.options.ProgramOptions;
import io.havip.health.RecordedChecks;
import io.havip.health.RecordedVerdicts;
import io.havip.testing.Requirement;
import io.havip.testing.TestWorkers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class ScriptTrackerTest {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final RecordedVerdicts verdicts = new RecordedVerdicts();
    private final RecordedChecks checks = new RecordedChecks();

    @TempDir
    Path directory;

    @Test
    void exitStatusZeroIsHealth() {
        try (var tracker = started("exit 0")) {
            await().until(() -> checks.succeeded() >= 3);
            assertThat(verdicts.healths()).containsExactly(true);
            assertThat(verdicts.last().tracker()).isEqualTo(tracker.name());
        }
    }

    @Test
    void anyOtherExitStatusIsTheReason() {
        try (var _ = started("exit 7")) {
            await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(false));
            assertThat(verdicts.last().reason()).isEqualTo("exited with status 7");
        }
    }

    @Test
    void followsTheThingItChecksUpAndDown() throws IOException {
        var flag = directory.resolve("up");
        Files.createFile(flag);
        try (var _ = started("test -e " + flag)) {
            await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(true));
            Files.delete(flag);
            await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(true, false));
            Files.createFile(flag);
            await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(true, false, true));
        }
    }

    @Test
    void theReasonIsTheLatestOne() throws IOException {
        var flag = directory.resolve("flag");
        try (var _ = started("test -e %s && exit 4; exit 3".formatted(flag))) {
            await().until(() -> verdicts.reasons().contains("exited with status 3"));
            Files.createFile(flag);
            await().until(() -> verdicts.last().reason().equals("exited with status 4"));
            assertThat(verdicts.healths()).containsExactly(false);
        }
    }

    @Test
    void whatIsInitiallyFailedSaysSoBeforeItHasRun() {
        var settings = settings(
                List.of("true"),
                script -> script.with(Script.RISE, 2).with(Script.FALL, 3).with(Script.INITIALLY_FAILED, true));
        try (var tracker = new ScriptTracker(settings, TestWorkers.make())) {
            tracker.start(verdicts, checks);
            await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(false, true));
        }
    }

    @Test
    void aRunThatTakesTooLongIsKilledWithItsChildren() throws IOException {
        var pids = directory.resolve("pids");
        var script = "sleep 1000 & echo $! >>%s; echo $$ >>%s; wait".formatted(pids, pids);
        try (var tracker =
                new ScriptTracker(settings(script, TimeUnit.MILLISECONDS.toNanos(300), ""), TestWorkers.make())) {
            tracker.start(verdicts, checks);
            await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(false));
            assertThat(verdicts.last().reason()).isEqualTo("did not finish within 300 ms");
        }
        assertNobodyLives(pids);
    }

    @Test
    void closingKillsTheRunThatIsUnderWay() throws IOException {
        var pids = directory.resolve("pids");
        try (var _ = started("echo $$ >>%s; sleep 1000".formatted(pids))) {
            await().until(() -> Files.exists(pids) && Files.size(pids) > 0);
        }
        assertNobodyLives(pids);
        assertThat(verdicts.healths()).isEmpty();
    }

    @Test
    void whatCannotBeRunIsUnhealthy() {
        var settings = settings(List.of("/nonexistent/script"), _ -> {});
        try (var tracker = new ScriptTracker(settings, TestWorkers.make())) {
            tracker.start(verdicts, checks);
            await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(false));
            assertThat(verdicts.last().reason()).isEqualTo("exited with status 127");
        }
    }

    @Test
    void outputNeitherBlocksTheScriptNorMatters() {
        try (var _ = started("head -c 1000000 /dev/zero")) {
            await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(true));
        }
    }

    @Test
    void argumentsReachTheScriptAsTheyAre() throws IOException {
        var script = directory.resolve("script");
        Files.writeString(script, "#!/bin/sh\ntest \"$1\" = '$HOME; exit 1'\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        var settings = settings(List.of(script.toString(), "$HOME; exit 1"), _ -> {});
        try (var tracker = new ScriptTracker(settings, TestWorkers.make())) {
            tracker.start(verdicts, checks);
            await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(true));
        }
    }

    @Test
    void runsAsTheUserItIsGiven() {
        Requirement.ROOT.ensure();
        try (var tracker = new ScriptTracker(
                settings("test $(id -un) = nobody && test \"$(id -G)\" = \"$(id -G nobody)\"", TIMEOUT_NANOS, "nobody"),
                TestWorkers.make())) {
            tracker.start(verdicts, checks);
            await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(true));
        }
    }

    @Test
    void aUserThatDoesNotExistIsRefusedAtOnce() {
        Requirement.ROOT.ensure();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new ScriptTracker(settings("true", TIMEOUT_NANOS, "no-such-user"), TestWorkers.make()))
                .withMessageContaining("script check: cannot run as user no-such-user")
                .withMessageContaining("no such user");
    }

    private ScriptTracker started(String script) {
        var tracker = new ScriptTracker(settings(script, TIMEOUT_NANOS, ""), TestWorkers.make());
        tracker.start(verdicts, checks);
        return tracker;
    }

    private static ScriptSettings settings(String script, long timeoutNanos, String user) {
        return settings(
                List.of("sh", "-c", script),
                check -> check.with(Script.TIMEOUT, timeoutNanos)
                        .with(Script.RISE, 2)
                        .with(Script.FALL, 2)
                        .with(ProgramOptions.USER, user));
    }

    private static ScriptSettings settings(List<String> command, Consumer<InstanceBuilder> said) {
        return InstanceBuilder.script(
                "check",
                command,
                check -> said.accept(check.with(Script.INTERVAL, INTERVAL_NANOS).with(Script.TIMEOUT, TIMEOUT_NANOS)));
    }

    private static void assertNobodyLives(Path pids) throws IOException {
        for (String pid : Files.readAllLines(pids)) {
            await().untilAsserted(() -> assertThat(state(pid)).isIn("gone", "Z"));
        }
    }

    private static String state(String pid) {
        try {
            String stat = Files.readString(Path.of("/proc", pid, "stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).substring(0, 1);
        } catch (IOException e) {
            return "gone";
        }
    }
}
