package io.havip.gateway;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Closes the parts of a gateway: each, whatever becomes of another, and tells by its name of one that it could not close. */
final class Closing {
    private final Consumer<String> warnings;

    Closing(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /** One that others stand on, or that comes before all others. */
    void close(String name, AutoCloseable part) {
        try {
            part.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            warnings.accept(name + " could not be closed, and something may be left behind: " + e);
        }
    }

    /**
     * Those that don't need each other, at the same time, so that one that hangs takes none of another's.
     *
     * @param millis for all of them; then those that go on are interrupted, and left
     */
    void closeTogether(Map<String, AutoCloseable> parts, long millis) throws InterruptedException {
        var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().daemon().name("closing-", 0).factory());
        var names = List.copyOf(parts.keySet());
        var tasks = parts.entrySet().stream()
                .map(part -> Executors.callable(() -> close(part.getKey(), part.getValue())))
                .toList();
        var results = threads.invokeAll(tasks, millis, TimeUnit.MILLISECONDS);
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i).isCancelled()) {
                warnings.accept(names.get(i) + " did not end in time, and something may be left behind");
            }
        }
        threads.shutdown();
    }
}
