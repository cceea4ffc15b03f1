package io.havip.linux;

import java.util.concurrent.TimeUnit;

/**
 * How long to wait before what has ended is started again: doubled with every short life, within bounds.
 *
 * @param delayNanos the wait
 */
public record Backoff(long delayNanos) {
    public static final Backoff INITIAL = new Backoff(TimeUnit.MILLISECONDS.toNanos(100));
    static final long MAX_DELAY_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** A life this long shows that the thing works, and that its end was another trouble than the last one. */
    static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** The wait after the next end, of a life of {@code livedNanos}. */
    public Backoff next(long livedNanos) {
        return livedNanos >= STABLE_NANOS ? INITIAL : new Backoff(Math.min(2 * delayNanos, MAX_DELAY_NANOS));
    }
}
