package io.havip.health;

import io.havip.linux.Workers;
import java.time.Duration;
import java.util.function.Consumer;

/** A tracker that looks ten times a second. */
abstract class PeriodicTracker extends WorkerTracker {
    private static final Duration INTERVAL = Duration.ofMillis(100);

    PeriodicTracker(String name, Workers workers) {
        super(name, name.replace(' ', '-'), workers);
    }

    @Override
    protected final long paceNanos() {
        return INTERVAL.toNanos();
    }

    /** What there is to say now. */
    abstract Verdict look(long nowNanos);

    @Override
    protected final void watch(Consumer<Verdict> verdicts, CheckListener checks) throws InterruptedException {
        while (!Thread.currentThread().isInterrupted()) {
            long startedAtNanos = clock().nanos();
            Verdict now = look(startedAtNanos);
            checks.checked(name(), now.healthy(), clock().nanos() - startedAtNanos);
            verdicts.accept(now);
            Thread.sleep(INTERVAL);
        }
    }
}
