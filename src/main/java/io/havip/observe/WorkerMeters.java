package io.havip.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What becomes of the threads beside the loop. */
public final class WorkerMeters {
    private final MeterRegistry registry;

    public WorkerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param worker the thread's name */
    public void failed(String worker) {
        Counter.builder("havip.worker.failures")
                .description("Failures of a thread beside the loop, which is started again, or hangs")
                .tag("worker", worker)
                .register(registry)
                .increment();
    }
}
