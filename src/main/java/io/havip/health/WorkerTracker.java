package io.havip.health;

import io.havip.linux.Clock;
import io.havip.linux.ErrnoException;
import io.havip.linux.Progress;
import io.havip.linux.Workers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A tracker with a thread of its own. Whatever it throws makes it unhealthy until it runs again and knows better, and so does a
 * check that does not end: what it said last never outlives it.
 */
public abstract class WorkerTracker implements Tracker {
    /** Beside what checks may take: the machine may be busy, and the role must not go for that. */
    private static final long HANG_SECONDS = 10;

    private static final Duration END = Duration.ofSeconds(2);

    private final String name;
    private final String threadName;
    private final Workers workers;
    private Workers.@Nullable Worker worker;
    private Consumer<Verdict> listener = _ -> {};
    private @Nullable Verdict said;
    private final Progress progress = new Progress();
    private boolean closed;

    /** @param threadName names the thread, in logs and metrics */
    protected WorkerTracker(String name, String threadName, Workers workers) {
        this.name = name;
        this.threadName = threadName;
        this.workers = workers;
    }

    /**
     * Watches until the thread is interrupted. Called again after it has thrown something.
     *
     * @param verdicts may be told the same again and again: the listener hears what differs from what was said last
     */
    protected abstract void watch(Consumer<Verdict> verdicts, CheckListener checks) throws InterruptedException;

    /** From the end of one check to that of the next, at most, in nanoseconds. */
    protected abstract long paceNanos();

    /** Lets go of what it has held, once its thread has ended for good. */
    protected void ended() {}

    protected final Clock clock() {
        return workers.clock();
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final void start(Consumer<Verdict> verdicts, CheckListener checks) {
        listener = verdicts;
        CheckListener signOfLife = (tracker, succeeded, durationNanos) -> {
            progress.made();
            tell(() -> checks.checked(tracker, succeeded, durationNanos));
        };
        try {
            worker = workers.start(
                    threadName,
                    () -> {
                        progress.made();
                        watch(this::say, signOfLife);
                    },
                    failure -> {
                        progress.rests();
                        say(unhealthy("the tracker itself has failed: " + failure));
                    });
        } catch (ErrnoException refused) {
            say(unhealthy("the tracker itself can't be started: " + refused.getMessage()));
            throw refused;
        }
    }

    /** One that wakes up after its end has nothing more to tell. */
    private synchronized void tell(Runnable news) {
        if (!closed) {
            news.run();
        }
    }

    /** Whether it is something else than before. */
    private synchronized boolean say(Verdict verdict) {
        var former = said;
        said = verdict;
        boolean news = !closed && (former == null || !former.says(verdict));
        if (news) {
            listener.accept(verdict);
        }
        return news;
    }

    private Verdict unhealthy(String reason) {
        return Verdict.none(name, reason, clock().nanos());
    }

    @Override
    public final synchronized void review() {
        long patienceSeconds = HANG_SECONDS + TimeUnit.NANOSECONDS.toSeconds(paceNanos());
        if (progress.review() > patienceSeconds && worker != null) {
            boolean news =
                    say(unhealthy("the tracker itself hangs: no check has ended for %d s".formatted(patienceSeconds)));
            if (news) {
                worker.hangs();
            }
        }
    }

    @Override
    public final void close() {
        synchronized (this) {
            closed = true;
        }
        if (worker == null || worker.end(END)) {
            ended();
        } else {
            worker.hangs();
        }
    }
}
