package io.havip.linux;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The time, as whoever needs it is handed it: nobody but this layer asks the JDK's clocks, so a test may hand over its own. */
public interface Clock {
    /** The machine's own. */
    Clock MACHINE = new Clock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long epochMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public long epochNanos() {
            var now = Instant.now();
            return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        }
    };

    /** CLOCK_MONOTONIC in nanoseconds: what every deadline and every duration is in. */
    long nanos();

    /** CLOCK_REALTIME in milliseconds since the epoch: for people and for what is compared with other machines; it may step. */
    long epochMillis();

    /** CLOCK_REALTIME in nanoseconds since the epoch, as fine as this clock has it; rounded up. */
    default long epochNanos() {
        return TimeUnit.MILLISECONDS.toNanos(epochMillis() + 1);
    }

    /**
     * When that was by {@link #nanos}: what the kernel has stamped is by the other clock. Never too late, nor in the future; too
     * early by what {@link #epochNanos} is rounded, and by the step if that clock has been set meanwhile.
     */
    default long nanosAt(long epochNanos) {
        long nowNanos = nanos();
        return nowNanos - Math.max(0, epochNanos() - epochNanos);
    }
}
