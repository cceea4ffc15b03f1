package io.havip.config.text;

import java.math.BigDecimal;

/** Times as people write them. */
public final class Durations {
    /** Nanoseconds. */
    public static final long MILLISECOND = 1_000_000L;

    public static final long SECOND = 1_000 * MILLISECOND;
    public static final long DAY = 86_400 * SECOND;

    private static final int SECOND_DIGITS = 9;
    private static final int MILLISECOND_DIGITS = 6;

    private Durations() {}

    /** Milliseconds below a second, seconds from there on, e.g. {@code 100ms}, {@code 40.95s}. */
    public static String show(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        boolean belowSecond = nanos < SECOND;
        BigDecimal number = BigDecimal.valueOf(nanos, belowSecond ? MILLISECOND_DIGITS : SECOND_DIGITS);
        return number.stripTrailingZeros().toPlainString() + (belowSecond ? "ms" : "s");
    }
}
