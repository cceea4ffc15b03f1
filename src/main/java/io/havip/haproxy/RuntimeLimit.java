package io.havip.haproxy;

/** When clients have reached a limit of HAProxy's, by the numbers that it gives; a limit of 0 is none. */
final class RuntimeLimit {
    /** Of a limit: a rate is an average over the last second, and sinks a little until the next connection is let in. */
    private static final int RATE_SLACK_DIVISOR = 10;

    private RuntimeLimit() {}

    static boolean reached(long present, long limit) {
        return limit > 0 && present >= limit;
    }

    /** Whoever lets in so many a second works, so that it does no harm to say so a little early. */
    static boolean reachedByRate(long perSecond, long limit) {
        return limit > 0 && perSecond > 0 && perSecond >= limit - 1 - limit / RATE_SLACK_DIVISOR;
    }
}
