package io.havip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.Cause;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Lives of whole clusters, each decided by a seed. {@code -Dsim.seeds=N} runs more of them; {@code -Dsim.seed=N} runs one
 * and prints the story if it breaks a promise.
 */
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("sim.seeds", 2_000);
    /** Of one in eighty a last resort makes room for others. */
    private static final int EVENTFUL_SEEDS = 500;

    /** By their seeds: each is lived once, whoever asks first. */
    private static final Map<Long, Life> LIVES = new ConcurrentHashMap<>();

    /** No more of it at a time than there are processors. In a pool of forks, who waits for them begins other tests meanwhile. */
    private static final ExecutorService PROCESSORS =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

    @AfterAll
    static void end() {
        PROCESSORS.close();
    }

    @Test
    void everyLifeKeepsThePromises() {
        var only = Long.getLong("sim.seed");
        lives(only == null ? LongStream.range(0, SEEDS) : LongStream.of(only)).stream()
                .filter(life -> life.broken() != null)
                .findFirst()
                .ifPresent(life -> {
                    throw new AssertionError(story(life.seed()), life.broken());
                });
    }

    /** A simulation in which too little happens keeps every promise. */
    @Test
    void livesAreEventful() {
        var lives = lives(LongStream.range(0, Math.max(SEEDS, EVENTFUL_SEEDS)));
        var causes = lives.stream().flatMap(life -> life.causes().stream()).collect(Collectors.toSet());
        var struck = lives.stream().flatMap(life -> life.struck().stream()).collect(Collectors.toSet());
        int leasesEnded = lives.stream().mapToInt(Life::leasesEnded).sum();
        long longestBothBoundNanos =
                lives.stream().mapToLong(Life::longestBothBoundNanos).max().orElseThrow();
        assertThat(causes).containsExactlyInAnyOrder(Cause.values());
        assertThat(struck).containsExactlyInAnyOrder(Chaos.Mishap.values());
        assertThat(leasesEnded).isPositive();
        assertThat(longestBothBoundNanos).as("frozen owners get a successor").isGreaterThan(1_000_000_000L);
    }

    @Test
    void sameSeedIsTheSameLife() {
        for (long seed = 0; seed < 10; seed++) {
            var first = new Cluster(seed, true);
            first.live();
            var second = new Cluster(seed, true);
            second.live();
            assertThat(first.story()).isNotBlank().isEqualTo(second.story());
        }
    }

    /**
     * What a life was rich in.
     *
     * @param broken how it ended if a promise was broken
     */
    private record Life(
            long seed,
            @Nullable Throwable broken,
            Set<Cause> causes,
            Set<Chaos.Mishap> struck,
            int leasesEnded,
            long longestBothBoundNanos) {}

    private static List<Life> lives(LongStream seeds) {
        return seeds.mapToObj(seed -> PROCESSORS.submit(() -> lived(seed))).toList().stream()
                .map(SimulationTest::awaited)
                .toList();
    }

    private static Life awaited(Future<Life> life) {
        try {
            return life.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static Life lived(long seed) {
        return LIVES.computeIfAbsent(seed, SimulationTest::live);
    }

    private static Life live(long seed) {
        var cluster = new Cluster(seed, false);
        Throwable broken = null;
        try {
            cluster.live();
        } catch (RuntimeException | AssertionError how) {
            broken = how;
        }
        return new Life(
                seed,
                broken,
                cluster.promises().causesSeen(),
                cluster.chaos().struck(),
                cluster.promises().leasesEnded(),
                cluster.clusterPromises().longestBothBoundNanos());
    }

    /** How a promise was broken, line by line. */
    static String story(long seed) {
        var cluster = new Cluster(seed, true);
        var how = "it was kept this time";
        try {
            cluster.live();
        } catch (RuntimeException | AssertionError broken) {
            how = "BROKEN: " + broken;
        }
        return String.join(
                System.lineSeparator(),
                "seed " + seed + " (replay with ./mvnw test -Dtest=SimulationTest -Dsim.seed=" + seed + ")",
                cluster.story(),
                how);
    }
}
