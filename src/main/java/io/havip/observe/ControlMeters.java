package io.havip.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of the socket that the command line talks to. */
public final class ControlMeters {
    private final Counter refused;

    public ControlMeters(MeterRegistry registry) {
        refused = Counter.builder("havip.control.refused")
                .description("Connections of the command line that were refused, because too many are served already")
                .register(registry);
    }

    public void refused() {
        refused.increment();
    }
}
