package io.havip.cloud;

import java.util.concurrent.TimeUnit;

/**
 * How many changes may still be asked for. Half of an hour's may come at once, and the other half comes back within an hour, so
 * that no hour has more than all of them, however often the role flaps.
 */
final class Allowance {
    private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

    private final int atOnce;
    private final long eachNanos;
    private int left;
    /** Since when the next one comes back; without effect while none is lacking. */
    private long sinceNanos;

    Allowance(int perHour) {
        this.atOnce = Math.max(1, perHour / 2);
        this.eachNanos = HOUR_NANOS / Math.max(1, perHour - atOnce);
        this.left = atOnce;
    }

    int left(long nowNanos) {
        long back = left < atOnce ? Math.max(0, nowNanos - sinceNanos) / eachNanos : 0;
        if (back > 0) {
            left = (int) Math.min(atOnce, left + back);
            sinceNanos += back * eachNanos;
        }
        return left;
    }

    void spend(long nowNanos) {
        if (left(nowNanos) == atOnce) {
            sinceNanos = nowNanos;
        }
        left--;
    }

    /** The last one changed nothing. */
    void giveBack() {
        left = Math.min(atOnce, left + 1);
    }

    /** When there is one again, where there is none. */
    long nextNanos() {
        return sinceNanos + eachNanos;
    }
}
