package io.havip.gateway.loop;

import java.util.Comparator;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be read, the latest of each kind. Any thread may put something in, one takes it out, each kind in its turn; neither
 * waits for a lock.
 */
final class LatestOfEach<K, V> {
    private final ConcurrentSkipListMap<K, V> waiting;
    private final int kindsMax;
    private @Nullable K last;

    /** @param kindsMax about how many may wait at a time: as many more as there are threads that put */
    LatestOfEach(Comparator<K> kinds, int kindsMax) {
        this.waiting = new ConcurrentSkipListMap<>(kinds);
        this.kindsMax = kindsMax;
    }

    /**
     * In place of what waits of this kind.
     *
     * @return whether there was room for it
     */
    boolean put(K kind, V latest) {
        if (waiting.size() >= kindsMax) {
            return waiting.replace(kind, latest) != null;
        }
        waiting.put(kind, latest);
        return true;
    }

    /** The next kind's; none if nothing waits. */
    @Nullable V poll() {
        var next = last == null ? null : waiting.higherKey(last);
        if (next == null && !waiting.isEmpty()) {
            next = waiting.firstKey();
        }
        last = next;
        return next == null ? null : waiting.remove(next);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
