package io.havip.health;

import io.havip.linux.Clock;
import io.havip.linux.Workers;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A tracker with a thread of its own. Whatever it throws makes it unhealthy until it runs again and knows better: what it
 * said last never outlives it.
 */
public abstract class WorkerTracker implements Tracker {
    private final String name;
    private final String threadName;
    private final Workers workers;
    private Workers.@Nullable Worker worker;
    private @Nullable Verdict said;

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
        Consumer<Verdict> changes = verdict -> say(verdict, verdicts);
        worker = workers.start(
                threadName,
                () -> watch(changes, checks),
                failure -> changes.accept(
                        new Verdict(name, false, "the tracker itself has failed: " + failure, clock().nanos())));
    }

    private void say(Verdict verdict, Consumer<Verdict> verdicts) {
        var former = said;
        said = verdict;
        if (former == null || !former.says(verdict)) {
            verdicts.accept(verdict);
        }
    }

    @Override
    public final void close() {
        if (worker != null) {
            worker.close();
        }
        ended();
    }
}
