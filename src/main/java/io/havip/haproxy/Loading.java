package io.havip.haproxy;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What HAProxy's master says of a configuration that it takes up: that it is loaded or, as where a port is in use, that it can't be
 * and the old one goes on. Versions before 2.5 say neither.
 */
final class Loading {
    private static final String ALERT = "[ALERT]";
    private static final String LOADED = "Loading success";
    private static final String FAILED = "Loading failure";

    /** Why it failed; empty if it did not. */
    private final BlockingQueue<Optional<String>> outcome = new ArrayBlockingQueue<>(1);

    private volatile String reason = "";

    /** Takes each line of its output. */
    void said(String line) {
        if (line.contains(ALERT) && reason.isEmpty()) {
            reason = line.substring(line.indexOf(ALERT) + ALERT.length()).strip();
        } else if (line.contains(LOADED)) {
            outcome.offer(Optional.empty());
        } else if (line.contains(FAILED)) {
            outcome.offer(Optional.of(reason));
        }
    }

    /** From now on counts what is said of the next one. */
    void begin() {
        reason = "";
        outcome.clear();
    }

    /** Why it could not be taken up; empty if it could, or if nothing is said of it for so long. */
    Optional<String> failure(long patienceMillis) throws InterruptedException {
        var said = outcome.poll(patienceMillis, TimeUnit.MILLISECONDS);
        return said == null ? Optional.empty() : said;
    }
}
