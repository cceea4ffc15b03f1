package io.havip.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of the flight recorder. */
public final class RecorderMeters {
    private final Counter written;
    private final Counter lost;
    private final Counter packetsLost;

    public RecorderMeters(MeterRegistry registry) {
        written = Counter.builder("havip.recordings.written")
                .description("Transitions whose packets were written to the disk")
                .register(registry);
        lost = Counter.builder("havip.recordings.lost")
                .description(
                        "Transitions whose packets are in no file: the disk did not take them, or there were too many")
                .register(registry);
        packetsLost = Counter.builder("havip.recorder.packets.lost")
                .description("Packets that passed and were not recorded: a flood")
                .register(registry);
    }

    public void recordingWritten() {
        written.increment();
    }

    public void recordingLost() {
        lost.increment();
    }

    public void packetsLost(long count) {
        packetsLost.increment(count);
    }
}
