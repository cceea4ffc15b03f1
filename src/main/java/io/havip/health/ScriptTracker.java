package io.havip.health;

import io.havip.linux.ProcessSignal;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
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
    private static final String GROUP_LEADER = "setsid";
    private static final String SUPERUSER = "root";

    private final ScriptSettings settings;
    private final List<String> command;
    private @Nullable Thread thread;

    /**
     * @throws IllegalArgumentException if the script is to run as a user that does not exist, or that the agent may not
     *     become
     */
    public ScriptTracker(ScriptSettings settings) {
        this.settings = settings;
        this.command = command(settings);
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
            killGroup(process);
        }
    }

    /** Kills what is left of a run: nothing, unless it was cut short. */
    private static void killGroup(Process leader) {
        if (leader.isAlive()) {
            ProcessSignal.KILL.sendToGroup(leader.pid());
            // It may not have got as far as leading a group.
            leader.destroyForcibly();
        }
    }

    private static List<String> command(ScriptSettings settings) {
        var command = new ArrayList<>(List.of(GROUP_LEADER));
        command.addAll(asUser(settings));
        command.addAll(settings.command());
        return command;
    }

    /** What to put before a command so that it runs as the configured user. */
    private static List<String> asUser(ScriptSettings settings) {
        String user = settings.user();
        String self = System.getProperty("user.name");
        if (user.isEmpty() || user.equals(self)) {
            return List.of();
        }
        if (!self.equals(SUPERUSER)) {
            throw new IllegalArgumentException(
                    "script %s: cannot run as user %s, because the agent runs as %s and only root may change users; remove the user, or run the agent as root"
                            .formatted(settings.name(), user, self));
        }
        return List.of("setpriv", "--reuid=" + user, "--regid=" + primaryGroup(settings), "--init-groups", "--");
    }

    private static String primaryGroup(ScriptSettings settings) {
        try {
            var id = new ProcessBuilder("id", "-g", "--", settings.user())
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (id.waitFor() != 0) {
                throw new IllegalArgumentException(
                        "script %s: cannot run as user %s: %s".formatted(settings.name(), settings.user(), answer));
            }
            return answer;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "script %s: cannot run as user %s: %s".formatted(settings.name(), settings.user(), e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking up user " + settings.user(), e);
        }
    }
}
