package io.havip.health;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the checks of a tracker. */
public final class RecordedChecks implements Tracker.CheckListener {
    private final AtomicInteger succeeded = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    @Override
    public void checked(String tracker, boolean success, long durationNanos) {
        (success ? succeeded : failed).incrementAndGet();
    }

    public int succeeded() {
        return succeeded.get();
    }

    public int failed() {
        return failed.get();
    }
}
