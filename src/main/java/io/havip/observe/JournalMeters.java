package io.havip.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;

/** The meters of the journal. */
public final class JournalMeters {
    private final MeterRegistry registry;
    private final Counter dropped;
    private final Counter unwritten;

    public JournalMeters(MeterRegistry registry) {
        this.registry = registry;
        dropped = Counter.builder("havip.journal.entries.dropped")
                .description("Entries and warnings that came faster than they are written down")
                .register(registry);
        unwritten = Counter.builder("havip.journal.entries.unwritten")
                .description("Entries that were kept in memory for a while, and never on disk")
                .register(registry);
    }

    /** @param onDisk asked at each scrape whether what comes is written to the disk */
    public void watch(BooleanSupplier onDisk) {
        Gauge.builder("havip.journal.on.disk", () -> onDisk.getAsBoolean() ? 1 : 0)
                .description("1 where the journal is written to its directory, 0 where it is in memory alone")
                .register(registry);
    }

    public void dropped() {
        dropped.increment();
    }

    public void unwritten(long count) {
        unwritten.increment(count);
    }
}
