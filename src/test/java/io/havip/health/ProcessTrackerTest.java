package io.havip.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.config.InstanceBuilder;
import io.havip.config.options.HealthOptions;
import io.havip.health.ProcessSettings.Match;
import io.havip.linux.Proc;
import io.havip.testing.TestWorkers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real processes, under a name that no other process has. */
@Execution(ExecutionMode.CONCURRENT)
class ProcessTrackerTest {
    private static final long NOW = 1_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final int MANY = Integer.MAX_VALUE;

    @TempDir
    private Path temporary;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
    }

    /** A process that sleeps under a name of its own. */
    private Process start(String name, String... arguments) throws IOException {
        Path program = temporary.resolve(name);
        if (!Files.exists(program)) {
            // A copy may still be open for writing in a process that another test has forked meanwhile.
            Files.createSymbolicLink(program, Path.of("/bin/sleep").toRealPath());
        }
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    private ProcessTracker tracker(List<String> command, Match match, int quorum, int quorumMax) {
        return tracker(
                command,
                process -> process.with(HealthOptions.Process.MATCH, match)
                        .with(HealthOptions.Process.QUORUM, quorum)
                        .with(HealthOptions.Process.QUORUM_MAX, quorumMax));
    }

    private static ProcessTracker tracker(List<String> command, Consumer<InstanceBuilder> said) {
        return new ProcessTracker(InstanceBuilder.process("p", command, said), TestWorkers.make());
    }

    @Test
    void theQuorumHasToRun() throws Exception {
        var tracker = tracker(List.of("havip-proc-a"), Match.NAME, 2, MANY);
        start("havip-proc-a", "60");
        assertThat(tracker.look(NOW).healthy()).isFalse();

        var second = start("havip-proc-a", "60");
        await().until(() -> tracker.look(NOW).healthy());

        second.destroyForcibly().waitFor();
        assertThat(tracker.look(NOW)).isEqualTo(new Verdict("process p", false, "1 of havip-proc-a running", NOW));
    }

    @Test
    void moreThanTheMaximumIsAFailure() throws Exception {
        var tracker = tracker(List.of("/opt/havip-proc-b-with-a-long-name"), Match.NAME, 0, 0);
        assertThat(tracker.look(NOW).healthy()).isTrue();

        start("havip-proc-b-with-a-long-name", "60");

        await().until(() -> !tracker.look(NOW).healthy());
    }

    @ParameterizedTest
    @CsvSource({
        "PROGRAM, '', true",
        "COMMAND, '60 0.25', true",
        "COMMAND, 60, false",
        "PARTIAL, 60, true",
        "PARTIAL, 61, false",
        "INITIAL, '60 0.2', true",
        "INITIAL, '60', false",
        "INITIAL, '6 0.2', false",
    })
    void theCommandLineMatches(Match match, String arguments, boolean expected) throws Exception {
        var process = start("havip-proc-c", "60", "0.25");
        await().until(() -> Proc.commandLine(process.pid()).getFirst().contains("havip-proc-c"));
        var command = new ArrayList<>(List.of(temporary.resolve("havip-proc-c").toString()));
        if (!arguments.isEmpty()) {
            command.addAll(List.of(arguments.split(" ")));
        }

        assertThat(tracker(command, match, 1, MANY).look(NOW).healthy()).isEqualTo(expected);
    }

    @Test
    void whatComesAndGoesCountsAfterItsDelay() throws Exception {
        var tracker = tracker(
                List.of("havip-proc-d"),
                process -> process.with(HealthOptions.Process.RISE_DELAY, 2 * SECOND)
                        .with(HealthOptions.Process.FALL_DELAY, SECOND));
        assertThat(tracker.look(NOW).healthy()).isFalse();

        var process = start("havip-proc-d", "60");
        await().until(() -> tracker.look(NOW).reason().startsWith("1 of"));
        assertThat(tracker.look(NOW + 2 * SECOND - 1).healthy()).isFalse();
        assertThat(tracker.look(NOW + 2 * SECOND).healthy()).isTrue();

        process.destroyForcibly().waitFor();
        assertThat(tracker.look(NOW + 3 * SECOND).healthy()).isTrue();
        assertThat(tracker.look(NOW + 4 * SECOND - 1).healthy()).isTrue();
        assertThat(tracker.look(NOW + 4 * SECOND).healthy()).isFalse();
    }
}
