package io.havip.console;

import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;

/** Which of the library's metrics are served: not those whose names or help texts Prometheus' conventions object to. */
public final class LibraryMeters {
    private static final String NETTY = "netty.";
    private static final Set<String> MISNAMED = Set.of("process.cpu.time", "system.cpu.count");

    @Produces
    @Singleton
    MeterFilter conventional() {
        return MeterFilter.deny(meter -> meter.getName().startsWith(NETTY) || MISNAMED.contains(meter.getName()));
    }
}
