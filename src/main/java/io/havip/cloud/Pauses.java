package io.havip.cloud;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.random.RandomGenerator;

/** How long to wait before the next call; each pause is drawn anew, so that nodes don't call in step. */
final class Pauses {
    private static final long POLL_NANOS = MILLISECONDS.toNanos(300);
    private static final long POLL_MAX_NANOS = SECONDS.toNanos(2);
    private static final long RETRY_NANOS = MILLISECONDS.toNanos(400);
    private static final long RETRY_MAX_NANOS = SECONDS.toNanos(5);
    private static final long THROTTLED_NANOS = SECONDS.toNanos(2);
    private static final long THROTTLED_MAX_NANOS = SECONDS.toNanos(15);
    /** What a provider asks for beyond is a mistake of somebody's. */
    private static final long ASKED_MAX_NANOS = MINUTES.toNanos(5);

    /** Whoever has to correct what is wrong goes on looking, whatever is asked for. */
    private static final long LOOKING_NANOS = SECONDS.toNanos(20);

    private static final int STANDBY_TIMES = 20;
    private static final int DOUBLINGS_MAX = 10;

    private final long verifyNanos;
    private final RandomGenerator random;

    Pauses(long verifyNanos, RandomGenerator random) {
        this.verifyNanos = verifyNanos;
        this.random = random;
    }

    /** Before an Active looks again. */
    long verify() {
        return verifyNanos * 2 / 3 + draw(verifyNanos * 2 / 3);
    }

    /** Before somebody else looks again, who has nothing to correct. */
    long standby() {
        return STANDBY_TIMES * verify();
    }

    /** Before somebody else looks for the first time. */
    long firstStandby() {
        return draw(verifyNanos);
    }

    /** @param asked how often it has been asked before whether a change is done */
    long poll(int asked) {
        long nanos = doubled(POLL_NANOS, asked, POLL_MAX_NANOS);
        return nanos / 2 + draw(nanos / 2);
    }

    /**
     * Full jitter: anything up to a limit that doubles.
     *
     * @param failures in a row, this one included
     */
    long afterFailure(CallFailed failure, int failures) {
        long nanos = switch (failure.kind()) {
            case PASSING, UNSHOWN, UNKNOWN, UNCLEAR -> draw(doubled(RETRY_NANOS, failures - 1, RETRY_MAX_NANOS));
            case THROTTLED -> THROTTLED_NANOS / 2 + draw(doubled(THROTTLED_NANOS, failures - 1, THROTTLED_MAX_NANOS));
            case CREDENTIALS, FORBIDDEN, CLOCK, FINAL -> verify();
        };
        return Math.max(nanos, asked(failure));
    }

    /** For how long the provider wants no call. */
    long asked(CallFailed failure) {
        return failure.pause()
                .map(pause -> Math.min(pause.toNanos(), ASKED_MAX_NANOS))
                .orElse(0L);
    }

    /** Likewise, of an Active that is to look again, which it does within half a minute. */
    long activeAfterFailure(CallFailed failure, int failures) {
        return Math.min(afterFailure(failure, failures), LOOKING_NANOS + draw(LOOKING_NANOS / 2));
    }

    private static long doubled(long nanos, int times, long maxNanos) {
        return Math.min(nanos << Math.min(times, DOUBLINGS_MAX), maxNanos);
    }

    private long draw(long maxNanos) {
        return random.nextLong(Math.max(1, maxNanos));
    }
}
