package io.havip.observe;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Between whoever logs and the log: a reader who does not read, a full disk or a slow terminal costs lines, which are
 * counted, and nobody's time.
 */
public final class LogQueue extends ExtHandler {
    private static final int LINES_MAX = 1024;
    private static final long LAST_LINES_SECONDS = 2;

    private final List<Handler> targets;
    private final LogMeters meters;
    private final ThreadPoolExecutor writer;

    /** @param targets may block */
    LogQueue(List<Handler> targets, MeterRegistry registry) {
        this.targets = List.copyOf(targets);
        this.meters = new LogMeters(registry);
        writer = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(LINES_MAX),
                Thread.ofPlatform().name("log").daemon().factory(),
                (_, _) -> meters.dropped());
        // Whoever logs must not be the one for whom no thread can be started.
        writer.prestartCoreThread();
    }

    /** Everything that is logged from now on, by whomever, goes through this. */
    public static LogQueue install(MeterRegistry registry) {
        var root = Logger.getLogger("");
        var targets = List.of(root.getHandlers());
        var queue = new LogQueue(targets, registry);
        root.addHandler(queue);
        targets.forEach(root::removeHandler);
        return queue;
    }

    @Override
    protected void doPublish(ExtLogRecord line) {
        // What is the calling thread's has to be taken from it here.
        line.disableCallerCalculation();
        line.copyMdc();
        writer.execute(() -> write(line));
    }

    private void write(ExtLogRecord line) {
        try {
            targets.forEach(target -> target.publish(line));
        } catch (RuntimeException | Error unwritable) {
            meters.dropped();
        }
    }

    /** Waits until what was logged is written, not long; what is logged later goes the same way. */
    @Override
    public void close() {
        try {
            writer.submit(() -> {}).get(LAST_LINES_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException unread) {
            // Then these lines are lost too.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
