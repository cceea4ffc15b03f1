package io.havip.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of the log, and of the journal that fills it. */
final class LogMeters {
    private final Counter dropped;
    private final Counter entriesDropped;

    LogMeters(MeterRegistry registry) {
        dropped = Counter.builder("havip.log.lines.dropped")
                .description("Lines that the log did not take in time")
                .register(registry);
        entriesDropped = Counter.builder("havip.journal.entries.dropped")
                .description("Lines of transitions, findings and warnings that came faster than they are written down")
                .register(registry);
    }

    void dropped() {
        dropped.increment();
    }

    void entryDropped() {
        entriesDropped.increment();
    }
}
