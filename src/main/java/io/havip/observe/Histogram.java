package io.havip.observe;

import io.havip.linux.Clock;
import io.havip.observe.Samples.Suffix;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How often which duration, and the longest one of the last minutes. Takes no room before the first one. Recording is
 * wait-free, from any thread.
 */
final class Histogram {
    /** 50 us to 10 s. */
    private static final long[] BOUNDS_NANOS = IntStream.of(50, 500, 5_000, 50_000, 500_000, 5_000_000)
            .flatMap(micros -> IntStream.of(micros, 2 * micros, 5 * micros))
            .filter(micros -> micros <= 10_000_000)
            .mapToLong(TimeUnit.MICROSECONDS::toNanos)
            .toArray();

    private static final Labels[] BOUND_LABELS = IntStream.rangeClosed(0, BOUNDS_NANOS.length)
            .mapToObj(index -> index == BOUNDS_NANOS.length ? "+Inf" : Double.toString(BOUNDS_NANOS[index] / 1e9))
            .map(bound -> Labels.of("le", bound))
            .toArray(Labels[]::new);

    /** The longest one is that of this minute and the two before it. */
    private static final int MINUTES = 3;

    private final Clock clock;
    private final AtomicReference<@Nullable Recorded> recorded = new AtomicReference<>();

    Histogram(Clock clock) {
        this.clock = clock;
    }

    private static final class Recorded {
        /** By bucket, then those beyond the last, then the sum in nanoseconds. */
        final AtomicLongArray counts = new AtomicLongArray(BOUNDS_NANOS.length + 2);
        /** For each minute its number, and the longest duration in it. */
        final AtomicLongArray longest = new AtomicLongArray(2 * MINUTES);
    }

    void record(long nanos) {
        var present = recorded.get();
        if (present == null) {
            recorded.compareAndSet(null, new Recorded());
            record(nanos);
            return;
        }
        int bucket = 0;
        while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
            bucket++;
        }
        present.counts.incrementAndGet(bucket);
        present.counts.addAndGet(BOUNDS_NANOS.length + 1, nanos);
        long minute = minute();
        int slot = 2 * (int) Math.floorMod(minute, (long) MINUTES);
        if (present.longest.getAndSet(slot, minute) != minute) {
            present.longest.set(slot + 1, nanos);
        } else {
            present.longest.accumulateAndGet(slot + 1, nanos, Math::max);
        }
    }

    private long minute() {
        return TimeUnit.NANOSECONDS.toMinutes(clock.nanos());
    }

    /** Writes buckets, count and sum; before the first duration the last bucket alone, which has all. */
    void write(Samples out, Labels base, Labels more) {
        var present = recorded.get();
        long count = 0;
        for (int bucket = present == null ? BOUNDS_NANOS.length : 0; bucket < BOUND_LABELS.length; bucket++) {
            count += present == null ? 0 : present.counts.get(bucket);
            out.sample(Suffix.BUCKET, base, more, BOUND_LABELS[bucket], count);
        }
        writeTotals(out, base, more, present, count);
    }

    /** Writes count and sum alone. */
    void writeTotals(Samples out, Labels base, Labels more) {
        var present = recorded.get();
        long count = 0;
        for (int bucket = 0; present != null && bucket < BOUND_LABELS.length; bucket++) {
            count += present.counts.get(bucket);
        }
        writeTotals(out, base, more, present, count);
    }

    private static void writeTotals(Samples out, Labels base, Labels more, @Nullable Recorded present, long count) {
        out.sample(Suffix.COUNT, base, more, Labels.NONE, count);
        double sum = present == null ? 0 : present.counts.get(BOUNDS_NANOS.length + 1) / 1e9;
        out.sample(Suffix.SUM, base, more, Labels.NONE, sum);
    }

    /** In seconds; 0 where there was none. */
    double longest() {
        var present = recorded.get();
        if (present == null) {
            return 0;
        }
        long longestNanos = 0;
        long oldest = minute() - MINUTES + 1;
        for (int slot = 0; slot < 2 * MINUTES; slot += 2) {
            if (present.longest.get(slot) >= oldest) {
                longestNanos = Math.max(longestNanos, present.longest.get(slot + 1));
            }
        }
        return longestNanos / 1e9;
    }
}
