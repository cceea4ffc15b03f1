package io.havip.sim;

import io.havip.linux.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Lives of clusters, as many as the time allows, on all processors. Says once a minute how far it is, and ends with 1 at the first
 * broken promise, which it tells with its seed.
 *
 * <pre>Soak MINUTES [FIRST_SEED]</pre>
 */
final class Soak {
    private static final long PROGRESS_NANOS = Duration.ofMinutes(1).toNanos();
    private static final double HOUR_NANOS = Duration.ofHours(1).toNanos();
    private static final long NONE = Long.MIN_VALUE;

    private final long endNanos;
    private final AtomicLong nextSeed;
    private final AtomicLong progressNanos;
    private final AtomicLong broken = new AtomicLong(NONE);
    private final LongAdder clusters = new LongAdder();
    private final LongAdder simulatedNanos = new LongAdder();

    private Soak(long minutes, long firstSeed) {
        endNanos = now() + Duration.ofMinutes(minutes).toNanos();
        nextSeed = new AtomicLong(firstSeed);
        progressNanos = new AtomicLong(now() + PROGRESS_NANOS);
    }

    public static void main(String[] arguments) {
        long firstSeed = arguments.length > 1 ? Long.parseLong(arguments[1]) : Clock.MACHINE.epochMillis();
        System.out.println("the first seed is " + firstSeed);
        System.exit(new Soak(Long.parseLong(arguments[0]), firstSeed).run());
    }

    private int run() {
        int workers = Runtime.getRuntime().availableProcessors();
        IntStream.range(0, workers).parallel().forEach(_ -> {
            while (now() < endNanos && broken.get() == NONE) {
                live(nextSeed.getAndIncrement());
                sayHowFar();
            }
        });
        if (broken.get() != NONE) {
            System.out.println(SimulationTest.story(broken.get()));
        }
        System.out.println(summary(broken.get() == NONE ? 0 : 1));
        return broken.get() == NONE ? 0 : 1;
    }

    private void live(long seed) {
        var cluster = new Cluster(seed, false);
        try {
            cluster.live();
        } catch (RuntimeException | AssertionError violation) {
            broken.compareAndSet(NONE, seed);
        }
        clusters.increment();
        simulatedNanos.add(cluster.simulatedNanos());
    }

    private void sayHowFar() {
        long due = progressNanos.get();
        if (now() >= due && progressNanos.compareAndSet(due, due + PROGRESS_NANOS)) {
            System.out.println(summary(0));
        }
    }

    private String summary(int violations) {
        return "%d clusters, %.0f simulated hours, %d violations"
                .formatted(clusters.sum(), simulatedNanos.sum() / HOUR_NANOS, violations);
    }

    private static long now() {
        return Clock.MACHINE.nanos();
    }
}
