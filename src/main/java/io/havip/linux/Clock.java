package io.havip.linux;

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
    };

    /** CLOCK_MONOTONIC in nanoseconds: what every deadline and every duration is in. */
    long nanos();

    /** CLOCK_REALTIME in milliseconds since the epoch: for people and for what is compared with other machines; it may step. */
    long epochMillis();
}
