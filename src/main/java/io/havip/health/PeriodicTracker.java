package io.havip.health;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A tracker that looks ten times a second, on a thread of its own. */
abstract class PeriodicTracker implements Tracker {
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final String name;
    private @Nullable Thread thread;

    PeriodicTracker(String name) {
        this.name = name;
    }

    /** What there is to say now: the listener hears of it if it differs from what was said before. */
    abstract Verdict look(long nowNanos);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final void start(Consumer<Verdict> verdicts, CheckListener checks) {
        thread = Thread.ofPlatform().daemon().name(name.replace(' ', '-')).start(() -> run(verdicts, checks));
    }

    @Override
    public final void close() {
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
        Verdict last = null;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                long startedAt = System.nanoTime();
                Verdict now = look(startedAt);
                checks.checked(name, now.healthy(), System.nanoTime() - startedAt);
                if (last == null
                        || now.healthy() != last.healthy()
                        || !now.value().equals(last.value())) {
                    verdicts.accept(now);
                }
                last = now;
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }
}
