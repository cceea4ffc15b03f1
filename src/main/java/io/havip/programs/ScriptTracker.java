package io.havip.programs;

import io.havip.health.RiseFall;
import io.havip.health.Verdict;
import io.havip.health.WorkerTracker;
import io.havip.linux.Workers;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs a check script at its interval and judges it by its exit status.
 *
 * <p>Runs never overlap. What the script prints is discarded. A run that exceeds its time is killed together with all of
 * its process group (setsid(1) of util-linux makes one for it).
 */
public final class ScriptTracker extends WorkerTracker {
    private final ScriptSettings settings;
    private final List<String> command;

    /**
     * @throws IllegalArgumentException if the script is to run as a user that does not exist, or that the agent may not
     *     become
     */
    public ScriptTracker(ScriptSettings settings, Workers workers) {
        super(settings.name(), "script-" + settings.name(), workers);
        this.settings = settings;
        this.command = ScriptCommand.of("script " + settings.name(), settings.command(), settings.user());
    }

    @Override
    protected long paceNanos() {
        return settings.intervalNanos() + settings.timeoutNanos();
    }

    @Override
    protected void watch(Consumer<Verdict> verdicts, CheckListener checks) throws InterruptedException {
        long dueNanos = clock().nanos();
        var state = RiseFall.unknown(settings.rise(), settings.fall());
        if (settings.initiallyFailed()) {
            state = RiseFall.failed(settings.rise(), settings.fall(), dueNanos);
            verdicts.accept(new Verdict(name(), false, "has not succeeded yet", dueNanos));
        }
        while (!Thread.currentThread().isInterrupted()) {
            long startedAtNanos = clock().nanos();
            var outcome = runOnce();
            checks.checked(name(), outcome.success(), clock().nanos() - startedAtNanos);
            state = state.next(outcome.success(), startedAtNanos);
            if (outcome.success() == state.healthy()) {
                verdicts.accept(new Verdict(name(), state.healthy(), outcome.reason(), state.evidenceNanos()));
            }
            dueNanos = Math.max(dueNanos + settings.intervalNanos(), clock().nanos());
            Thread.sleep(Duration.ofNanos(dueNanos - clock().nanos()));
        }
    }

    private record Outcome(boolean success, String reason) {}

    private Outcome runOnce() throws InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return new Outcome(false, "cannot be run: " + e.getMessage());
        }
        try {
            if (!process.waitFor(settings.timeoutNanos(), TimeUnit.NANOSECONDS)) {
                return new Outcome(
                        false,
                        "did not finish within %d ms"
                                .formatted(TimeUnit.NANOSECONDS.toMillis(settings.timeoutNanos())));
            }
            int status = process.exitValue();
            return new Outcome(status == 0, "exited with status " + status);
        } finally {
            ScriptCommand.kill(process);
        }
    }
}
