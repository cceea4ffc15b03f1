package io.havip.gateway.instance;

import io.havip.vrrp.VirtualRouter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How long a router keeps from preempting, because it lost the role to the same tracker again and again: three times within a
 * minute, and then each time that is no more than a minute after the end of a hold. A hold begins when the tracker is well
 * again; each is twice as long as the one before it, 10 s to 5 minutes.
 *
 * <p>All times are nanoseconds of one monotonic clock.
 */
final class Damping {
    static final long NO_HOLD = Long.MIN_VALUE;

    private static final int LOSSES = 3;
    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long HOLD_NANOS_MIN = Duration.ofSeconds(10).toNanos();
    private static final long HOLD_NANOS_MAX = Duration.ofMinutes(5).toNanos();

    private final Map<String, Record> records = new HashMap<>();
    private Set<String> ailing = Set.of();
    private boolean serves;
    /** What has been wrong since before the role was taken: that is not what it is lost to. */
    private final Set<String> known = new HashSet<>();

    /** What there is against one tracker. */
    private static final class Record {
        private final Deque<Long> losses = new ArrayDeque<>();
        private long holdNanos;
        private long untilNanos = NO_HOLD;

        void lost(long nowNanos) {
            losses.add(nowNanos);
            if (losses.size() > LOSSES) {
                losses.removeFirst();
            }
            if (holdNanos > 0) {
                holdNanos = Math.min(2 * holdNanos, HOLD_NANOS_MAX);
            } else if (losses.size() == LOSSES && nowNanos - losses.getFirst() <= WINDOW_NANOS) {
                holdNanos = HOLD_NANOS_MIN;
            }
        }

        /** While it ails, the hold has not begun. */
        void weigh(boolean ails, long nowNanos) {
            if (untilNanos != NO_HOLD && untilNanos < nowNanos - WINDOW_NANOS) {
                holdNanos = 0;
                untilNanos = NO_HOLD;
                losses.clear();
            }
            if (holdNanos > 0 && ails) {
                untilNanos = VirtualRouter.NEVER;
            } else if (untilNanos == VirtualRouter.NEVER) {
                untilNanos = nowNanos + holdNanos;
            }
        }
    }

    /**
     * What is so now.
     *
     * @param present the trackers that count against the router
     * @param followed all that it follows
     */
    void weigh(Set<String> present, Set<String> followed, long nowNanos) {
        ailing = Set.copyOf(present);
        known.retainAll(ailing);
        records.keySet().retainAll(followed);
        records.forEach((tracker, record) -> record.weigh(ailing.contains(tracker), nowNanos));
    }

    void took() {
        serves = true;
        known.clear();
        known.addAll(ailing);
    }

    /** @param toTracker whether it gave up the role because of what has been weighed */
    void lost(boolean toTracker, long nowNanos) {
        if (serves && toTracker) {
            ailing.stream().filter(tracker -> !known.contains(tracker)).forEach(tracker -> {
                var record = records.computeIfAbsent(tracker, _ -> new Record());
                record.lost(nowNanos);
                record.weigh(true, nowNanos);
            });
        }
        serves = false;
    }

    /** {@link VirtualRouter#NEVER} while a tracker ails that it would be for; what has passed for no hold. */
    long heldUntilNanos() {
        return records.values().stream()
                .mapToLong(record -> record.untilNanos)
                .max()
                .orElse(NO_HOLD);
    }

    /** Why it is held back, for people; empty where it is not. */
    Optional<String> reason(long nowNanos) {
        // Asked after every packet.
        if (records.isEmpty()) {
            return Optional.empty();
        }
        return records.entrySet().stream()
                .filter(entry -> entry.getValue().untilNanos > nowNanos)
                .max(Comparator.comparing(entry -> entry.getValue().holdNanos))
                .map(entry -> "lost the role to " + entry.getKey()
                        + " again and again: takes it back from no other router until "
                        + entry.getKey() + " has been well for "
                        + Duration.ofNanos(entry.getValue().holdNanos).toSeconds() + " s");
    }
}
