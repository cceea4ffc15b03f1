package io.havip.cli;

import io.havip.linux.Workers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import sun.misc.Signal;

/** What signals ask for, one after the other on a thread of its own: the one that brings them has others to bring. */
final class Signals implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("io.havip");

    private static final String THREAD = "signals";

    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name(THREAD).daemon().factory());

    private final Workers workers;

    /** Starts the thread: what a signal's own thread starts is scheduled as that is, and so would be what a reload runs. */
    Signals(Workers workers) {
        this.workers = workers;
        thread.execute(() -> {});
    }

    /**
     * A signal that comes while another one like it waits adds nothing: what that one will read is what is there then.
     *
     * @param signal without SIG
     */
    void on(String signal, Runnable action) {
        var waiting = new AtomicBoolean();
        try {
            Signal.handle(new Signal(signal), _ -> {
                if (!thread.isShutdown() && waiting.compareAndSet(false, true)) {
                    thread.execute(workers.guarded(THREAD, () -> {
                        waiting.set(false);
                        action.run();
                    }));
                }
            });
        } catch (IllegalArgumentException reserved) {
            LOG.warnf("SIG%s is without effect: %s", signal, reserved.getMessage());
        }
    }

    /** Interrupts what goes on. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
