package io.havip.sim;

import io.havip.linux.Clock;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Lives of clusters, so many or as many as the time allows, on all processors. Says now and then how far it is, and of each broken
 * promise its seed. Ends with 1 and the story of the first one where there was any, early where there were many.
 *
 * <pre>Soak seeds|minutes COUNT [FIRST_SEED]</pre>
 */
final class Soak {
    private static final long PROGRESS_NANOS = Duration.ofSeconds(30).toNanos();
    private static final double HOUR_NANOS = Duration.ofHours(1).toNanos();
    private static final double SECOND_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int VIOLATIONS_MAX = 10;

    private final long startNanos = now();
    private final long endNanos;
    private final long endSeed;
    private final AtomicLong nextSeed;
    private final AtomicLong progressNanos = new AtomicLong(startNanos + PROGRESS_NANOS);
    private final Queue<Long> broken = new ConcurrentLinkedQueue<>();
    private final LongAdder clusters = new LongAdder();
    private final LongAdder simulatedNanos = new LongAdder();

    private Soak(long firstSeed, long seeds, Duration time) {
        nextSeed = new AtomicLong(firstSeed);
        endSeed = firstSeed + seeds;
        endNanos = startNanos + time.toNanos();
    }

    public static void main(String[] arguments) {
        long count = Long.parseLong(arguments[1]);
        var given = arguments.length > 2 ? arguments[2] : "";
        System.exit(
                switch (arguments[0]) {
                    case "seeds" ->
                        new Soak(given.isEmpty() ? 0 : Long.parseLong(given), count, Duration.ofDays(1)).run();
                    case "minutes" -> {
                        long firstSeed = given.isEmpty() ? Clock.MACHINE.epochMillis() : Long.parseLong(given);
                        yield new Soak(firstSeed, Integer.MAX_VALUE, Duration.ofMinutes(count)).run();
                    }
                    default -> throw new IllegalArgumentException("neither seeds nor minutes: " + arguments[0]);
                });
    }

    private int run() {
        System.out.println("the first seed is " + nextSeed);
        int workers = Runtime.getRuntime().availableProcessors();
        IntStream.range(0, workers).parallel().forEach(_ -> liveOn());
        broken.stream().limit(1).map(SimulationTest::story).forEach(System.out::println);
        System.out.println(summary());
        return broken.isEmpty() ? 0 : 1;
    }

    private void liveOn() {
        for (long seed = nextSeed.getAndIncrement();
                seed < endSeed && now() < endNanos && broken.size() < VIOLATIONS_MAX;
                seed = nextSeed.getAndIncrement()) {
            live(seed);
            sayHowFar();
        }
    }

    private void live(long seed) {
        var cluster = new Cluster(seed, false);
        try {
            cluster.live();
        } catch (RuntimeException | AssertionError violation) {
            broken.add(seed);
            System.out.println("seed " + seed + ": " + violation.getMessage());
        }
        clusters.increment();
        simulatedNanos.add(cluster.simulatedNanos());
    }

    private void sayHowFar() {
        long due = progressNanos.get();
        if (now() >= due && progressNanos.compareAndSet(due, due + PROGRESS_NANOS)) {
            System.out.println(summary());
        }
    }

    private String summary() {
        return "%d clusters, %.0f simulated hours, %d violations, %.0f seconds"
                .formatted(
                        clusters.sum(),
                        simulatedNanos.sum() / HOUR_NANOS,
                        broken.size(),
                        (now() - startNanos) / SECOND_NANOS);
    }

    private static long now() {
        return Clock.MACHINE.nanos();
    }
}
