package io.havip.programs;

import io.havip.health.RiseFall;
import io.havip.health.Tracker;
import io.havip.health.Verdict;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a check script at its interval and judges it by its exit status.
 *
 * <p>Runs never overlap. What the script prints is discarded. A run that exceeds its time is killed together with all of
 * its process group (setsid(1) of util-linux makes one for it).
 */
public final class ScriptTracker implements Tracker {
    private final ScriptSettings settings;
    private final List<String> command;
    private @Nullable Thread thread;

    /**
     * @throws IllegalArgumentException if the script is to run as a user that does not exist, or that the agent may not
     *     become
     */
    public ScriptTracker(ScriptSettings settings) {
        this.settings = settings;
        this.command = ScriptCommand.of("script " + settings.name(), settings.command(), settings.user());
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public void start(Consumer<Verdict> verdicts, CheckListener checks) {
        thread = Thread.ofPlatform().daemon().name("script-" + settings.name()).start(() -> run(verdicts, checks));
    }

    @Override
    public void close() {
        if (thread == null) {
            return;
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Consumer<Verdict> verdicts, CheckListener checks) {
        long due = System.nanoTime();
        var state = RiseFall.unknown(settings.rise(), settings.fall());
        if (settings.initiallyFailed()) {
            state = RiseFall.failed(settings.rise(), settings.fall(), due);
            verdicts.accept(new Verdict(name(), false, "has not succeeded yet", due));
        }
        try {
            while (!Thread.currentThread().isInterrupted()) {
                long startedAt = System.nanoTime();
                var outcome = runOnce();
                checks.checked(name(), outcome.success(), System.nanoTime() - startedAt);
                var next = state.next(outcome.success(), startedAt);
                if (next.health() != state.health()) {
                    verdicts.accept(new Verdict(name(), next.healthy(), outcome.reason(), next.evidenceNanos()));
                }
                state = next;
                due = Math.max(due + settings.intervalNanos(), System.nanoTime());
                Thread.sleep(Duration.ofNanos(due - System.nanoTime()));
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
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
