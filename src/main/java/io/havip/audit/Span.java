package io.havip.audit;

import java.util.Locale;

/** Lengths of time as people read them beside each other. */
public final class Span {
    private static final double MILLISECOND_NANOS = 1e6;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private Span() {}

    /** Milliseconds below a second, e.g. {@code 361.3 ms}; from there on seconds, e.g. {@code 3.610 s}. */
    public static String text(long nanos) {
        return Math.abs(nanos) < SECOND_NANOS
                ? String.format(Locale.ROOT, "%.1f ms", nanos / MILLISECOND_NANOS)
                : String.format(Locale.ROOT, "%.3f s", nanos / (MILLISECOND_NANOS * 1_000));
    }
}
