package io.havip.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.Universe.Budget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two and three routers, and everything that can happen to them within a budget of mishaps: no promise breaks in any of the worlds
 * that can be reached. Unlike the simulation, which tries many long lives by chance, this leaves none of the short ones out.
 */
class ExhaustiveSearchTest {
    private static final Path ASSURANCE = Path.of("docs/assurance.md");
    private static final long LONGER_NANOS = 1_000 * Universe.HORIZON_NANOS;
    private static final int WALKS = 300;
    private static final int WALK_STEPS = 150;

    /** Advertisements are lost, late or doubled; routers stop, crash, start, fail and recover, whenever that may be. */
    @ParameterizedTest
    @CsvSource({
        "128 64,     yes, 1, 0, 0, 1",
        "128 128,    yes, 1, 0, 0, 1",
        "255 128,    yes, 1, 0, 0, 1",
        "192 128 64, yes, 1, 0, 0, 1",
        "192 128 64, no,  1, 0, 0, 1",
        "128 64,     yes, 0, 0, 0, 2",
        "128 64,     no,  0, 0, 0, 2",
        "128 64,     yes, 0, 1, 1, 1"
    })
    void nothingBreaks(String priorities, String preempt, int losses, int delays, int duplicates, int changes)
            throws IOException {
        var budget = new Budget(losses, delays, duplicates, changes);
        var result = ExhaustiveSearch.of(priorities, preempt, budget);
        assertThat(result.story()).isEmpty();
        assertThat(Files.readString(ASSURANCE))
                .as("what was searched is written there")
                .contains(result.row(priorities, preempt, budget));
    }

    /** Worlds in which all that differs lies further back than the longest timer are one: that must change nothing. */
    @ParameterizedTest
    @CsvSource({"128 64", "128 128", "255 128", "192 128 64"})
    void whatLiesBeyondTheLongestTimerDecidesNothing(String priorities) {
        var routers = ExhaustiveSearch.routers(priorities, "yes");
        var forgetting = new Universe(ExhaustiveSearch.FLAVOUR, routers);
        var remembering = new Universe(ExhaustiveSearch.FLAVOUR, routers, LONGER_NANOS);
        var budget = new Budget(3, 2, 2, 4);
        for (int walk = 0; walk < WALKS; walk++) {
            var dice = new Random(walk);
            var one = forgetting.beginning(budget);
            var other = remembering.beginning(budget);
            for (int i = 0; i < WALK_STEPS; i++) {
                var next = forgetting.next(one);
                var same = remembering.next(other);
                assertThat(next)
                        .extracting(Universe.Step::what)
                        .isEqualTo(same.stream().map(Universe.Step::what).toList());
                assertThat(forgetting.describe(one)).isEqualTo(remembering.describe(other));
                // Mostly the last possibility: time passes only there.
                int chosen = dice.nextInt(4) == 0 ? dice.nextInt(next.size()) : next.size() - 1;
                one = next.get(chosen).world();
                other = same.get(chosen).world();
            }
        }
    }
}
