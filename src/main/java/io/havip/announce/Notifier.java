package io.havip.announce;

import io.havip.announce.NotifyScript.Occasion;
import io.havip.health.ScriptCommand;
import io.havip.vrrp.State;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs the scripts that are told of state changes, as keepalived does: first the state's own, then the general one, which
 * gets {@code INSTANCE NAME STATE PRIORITY} (or {@code GROUP NAME STATE 0}) after its own arguments. Those of one subject
 * run one after the other, in the order of its changes; those of several at the same time. What they print is discarded.
 */
public final class Notifier implements AutoCloseable {
    /** Enough to promote a database. Then a script is killed, so that the next change is told. */
    private static final long RUN_SECONDS = 600;
    /** For what is still to be told at the end. */
    private static final long CLOSE_SECONDS = 10;

    private final Consumer<String> warnings;
    private final Map<String, ExecutorService> queues = new ConcurrentHashMap<>();

    /** What has changed its state: the first of the general script's further arguments. */
    public enum Subject {
        INSTANCE,
        GROUP
    }

    /** @param warnings told in a sentence what has gone wrong, from threads of its own; must not block for long */
    public Notifier(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /**
     * Tells the scripts of a change. Returns at once; callable from any thread.
     *
     * @param name the VRRP instance's, or the sync group's
     * @param state the new state
     * @param priority the effective priority; of a group 0
     */
    public void tell(Subject subject, String name, Map<Occasion, NotifyScript> scripts, State state, int priority) {
        var occasion = occasion(state);
        var own = scripts.get(occasion);
        var general = scripts.get(Occasion.ANY);
        if (own == null && general == null) {
            return;
        }
        queues.computeIfAbsent(subject + name, this::queue).execute(() -> {
            if (own != null) {
                run(name, own, List.of());
            }
            if (general != null) {
                run(name, general, List.of(subject.name(), name, word(occasion), Integer.toString(priority)));
            }
        });
    }

    private static Occasion occasion(State state) {
        return switch (state) {
            case ACTIVE -> Occasion.ACTIVE;
            case BACKUP -> Occasion.BACKUP;
            case FAULT -> Occasion.FAULT;
            case INITIALIZE -> Occasion.STOP;
        };
    }

    private ExecutorService queue(String subject) {
        return Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("notify-" + subject).factory());
    }

    /** keepalived's words. */
    private static String word(Occasion occasion) {
        return occasion == Occasion.ACTIVE ? "MASTER" : occasion.name();
    }

    private void run(String name, NotifyScript script, List<String> further) {
        var command = new ArrayList<>(script.command());
        command.addAll(further);
        String what = name + ": notify script " + String.join(" ", command);
        try {
            var process = new ProcessBuilder(ScriptCommand.of(what, command, script.user()))
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                if (!process.waitFor(RUN_SECONDS, TimeUnit.SECONDS)) {
                    warnings.accept(what + " did not end within " + RUN_SECONDS + " s and was killed");
                } else if (process.exitValue() != 0) {
                    warnings.accept(what + " exited with status " + process.exitValue());
                }
            } finally {
                ScriptCommand.kill(process);
            }
        } catch (IOException | IllegalArgumentException e) {
            warnings.accept(what + " could not be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until everything was told, a while at most; what then still runs is killed. */
    @Override
    public void close() throws InterruptedException {
        queues.values().forEach(ExecutorService::shutdown);
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        for (var queue : queues.values()) {
            if (!queue.awaitTermination(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                queue.shutdownNow();
            }
        }
    }
}
