package io.havip.cli;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs something once at a time: all who ask for it while one goes on share the next one, and its result. */
final class JoinedRuns<T> {
    private final Supplier<T> task;
    private final AtomicReference<@Nullable FutureTask<T>> next = new AtomicReference<>();

    JoinedRuns(Supplier<T> task) {
        this.task = task;
    }

    /**
     * Waits for the result of a run that has begun after this was called. Callable from any thread.
     *
     * @throws InterruptedException if another thread runs it, and this one is not to wait
     */
    T run() throws InterruptedException {
        var own = new FutureTask<>(task::get);
        var joined = next.compareAndExchange(null, own);
        if (joined == null) {
            synchronized (this) {
                next.set(null);
                own.run();
            }
        }
        try {
            return Objects.requireNonNullElse(joined, own).get();
        } catch (ExecutionException | CancellationException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
