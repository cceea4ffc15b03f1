package io.havip.cloud;

import io.havip.cloud.Ownership.Listener;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A virtual router's role, as the loop has told it last. Written by the loop's thread alone, read by any; nobody waits. */
final class Role {
    /**
     * What the loop wants; a later one takes the place of an earlier one, whether anybody has seen that or not.
     *
     * @param epoch counted
     * @param tenure empty where the router is not Active
     */
    record Wish(long epoch, Optional<Tenure> tenure) {}

    record Tenure(long decidedAtNanos, Listener listener) {}

    private final AtomicReference<Wish> wish = new AtomicReference<>(new Wish(0, Optional.empty()));
    private volatile long confirmedUntilNanos;
    private volatile boolean confirmed;

    Wish wish() {
        return wish.get();
    }

    /** @return whether that is something else than before */
    boolean want(Optional<Tenure> tenure) {
        var former = wish.get();
        if (tenure.isEmpty() && former.tenure().isEmpty()) {
            return false;
        }
        if (tenure.isEmpty()) {
            confirmed = false;
        }
        wish.set(new Wish(former.epoch() + 1, tenure));
        return true;
    }

    void confirm(long untilNanos) {
        confirmedUntilNanos = untilNanos;
        confirmed = true;
    }

    /** Whether this wish is the last one, and an advertisement left within the last interval. */
    boolean confirms(Wish followed, long nowNanos) {
        return confirmed && nowNanos - confirmedUntilNanos < 0 && wish.get() == followed;
    }
}
