package io.havip.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of the log. */
final class LogMeters {
    private final Counter dropped;

    LogMeters(MeterRegistry registry) {
        dropped = Counter.builder("havip.log.lines.dropped")
                .description("Lines that the log did not take in time")
                .register(registry);
    }

    void dropped() {
        dropped.increment();
    }
}
