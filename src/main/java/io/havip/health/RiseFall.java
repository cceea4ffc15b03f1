package io.havip.health;

/**
 * Hysteresis: how many results in a row it takes to change one's mind. Immutable.
 *
 * <p>While the health is unknown, the first result decides.
 *
 * @param rise successes in a row until healthy, at least 1
 * @param fall failures in a row until unhealthy, at least 1
 * @param health what the results so far amount to
 * @param streak results in a row that contradict {@code health}
 * @param evidenceNanos when the first of the results was seen that brought {@code health} about, or, within a streak,
 *     the first of the streak; on the monotonic clock
 */
public record RiseFall(int rise, int fall, Health health, int streak, long evidenceNanos) {

    /** What is known of the thing. */
    public enum Health {
        UNKNOWN,
        HEALTHY,
        UNHEALTHY
    }

    public RiseFall {
        if (rise < 1 || fall < 1) {
            throw new IllegalArgumentException("rise " + rise + " and fall " + fall + " must be at least 1");
        }
    }

    /** Nothing is known yet: the first result decides. */
    public static RiseFall unknown(int rise, int fall) {
        return new RiseFall(rise, fall, Health.UNKNOWN, 0, 0);
    }

    /** Counts as failed until {@code rise} successes say otherwise. */
    public static RiseFall failed(int rise, int fall, long atNanos) {
        return new RiseFall(rise, fall, Health.UNHEALTHY, 0, atNanos);
    }

    public boolean healthy() {
        return health == Health.HEALTHY;
    }

    /** Takes in a result whose evidence was seen at {@code atNanos}. */
    public RiseFall next(boolean success, long atNanos) {
        var indicated = success ? Health.HEALTHY : Health.UNHEALTHY;
        if (health == Health.UNKNOWN) {
            return new RiseFall(rise, fall, indicated, 0, atNanos);
        }
        if (health == indicated) {
            return new RiseFall(rise, fall, health, 0, evidenceNanos);
        }
        long first = streak == 0 ? atNanos : evidenceNanos;
        boolean enough = streak + 1 >= (success ? rise : fall);
        return enough
                ? new RiseFall(rise, fall, indicated, 0, first)
                : new RiseFall(rise, fall, health, streak + 1, first);
    }

    /** Takes in a proof of failure, for which no count is waited. */
    public RiseFall failedAtOnce(long atNanos) {
        return health == Health.UNHEALTHY ? next(false, atNanos) : failed(rise, fall, atNanos);
    }
}
