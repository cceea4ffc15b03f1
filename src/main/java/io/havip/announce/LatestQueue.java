package io.havip.announce;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one thread, the latest of what is about the same thing: never more than there are things. Any thread may put
 * something in. Things have their turn in the order in which they began to wait. Its reader waits, and so do those who put for a
 * moment, as the loop's own letter box must not.
 *
 * @param <T> tells things apart
 */
final class LatestQueue<T, V> {
    private final Map<T, V> latest = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<T> turns = new LinkedBlockingQueue<>();

    /** Returns what has waited in its place, and will not be taken any more. */
    @Nullable V put(T thing, V value) {
        var former = latest.put(thing, value);
        if (former == null) {
            turns.add(thing);
        }
        return former;
    }

    /** The next; waits for one. */
    V take() throws InterruptedException {
        return Objects.requireNonNull(latest.remove(turns.take()));
    }

    /** The next, if there is one now. */
    @Nullable V poll() {
        return value(turns.poll());
    }

    /** The next, if one comes in this time. */
    @Nullable V poll(long nanos) throws InterruptedException {
        return value(turns.poll(nanos, TimeUnit.NANOSECONDS));
    }

    /** Whoever has put a thing in the turns has put its value there before. */
    private @Nullable V value(@Nullable T thing) {
        return thing == null ? null : latest.remove(thing);
    }

    int size() {
        return turns.size();
    }
}
