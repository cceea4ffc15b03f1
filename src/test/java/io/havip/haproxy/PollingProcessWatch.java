package io.havip.haproxy;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Watches processes without native calls, by looking at them every millisecond. */
final class PollingProcessWatch implements ProcessWatch, AutoCloseable {
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());

    @Override
    public Watch watch(long pid, Runnable onExit) {
        var polling = new Object() {
            boolean reported;

            void look() {
                if (!reported && !RunningHaproxy.runs(pid)) {
                    reported = true;
                    onExit.run();
                }
            }
        };
        var task = executor.scheduleAtFixedRate(polling::look, 0, 1, TimeUnit.MILLISECONDS);
        return () -> task.cancel(false);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
