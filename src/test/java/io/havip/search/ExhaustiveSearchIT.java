package io.havip.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.sim.ChangedCode;
import io.havip.sim.PlantedFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two and three routers, or nodes with a sync group each, and everything that can happen to them within a budget of mishaps: no
 * promise breaks in any of the worlds that can be reached. In a process of its own: the worlds fill a heap whose collections would
 * stop what keeps time beside it. Unlike the simulation, which tries many long lives by chance, this leaves none of the short ones out.
 */
@Execution(ExecutionMode.CONCURRENT)
class ExhaustiveSearchIT {
    private static final Path ASSURANCE = Path.of("docs/assurance.md");
    private static final long LONGER_NANOS = 1_000 * Universe.HORIZON_NANOS;
    private static final int WALK_STEPS = 150;

    /** Advertisements are lost, late or doubled; routers stop, crash, start, fail, recover and change their priority, whenever that may be. */
    @ParameterizedTest
    @CsvSource({
        "128 64,     yes, 1, 0, 0, 1",
        "128 128,    yes, 1, 0, 0, 1",
        "255 128,    yes, 1, 0, 0, 1",
        "192 128 64, yes, 1, 0, 0, 1",
        "192 128 64, no,  1, 0, 0, 1",
        "128 64,     yes, 0, 0, 0, 2",
        "128 64,     no,  0, 0, 0, 2",
        "128 64,     yes, 0, 1, 1, 1",
        "128+128 64+64, yes, 3, 0, 0, 0",
        "128+128 64+64, yes, 1, 1, 1, 0",
        "128+128 64+64, yes, 0, 0, 0, 1",
        "128+128 64+64, no, 0, 0, 0, 1"
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
    @CsvSource({"128 64, 300", "128 128, 300", "255 128, 300", "192 128 64, 300", "128+128 64+64, 50"})
    void whatLiesBeyondTheLongestTimerDecidesNothing(String priorities, int walks) {
        var forgetting = new Universe(ExhaustiveSearch.nodes(priorities, "yes", Universe.HORIZON_NANOS));
        var remembering = new Universe(ExhaustiveSearch.nodes(priorities, "yes", LONGER_NANOS));
        var budget = new Budget(3, 2, 2, 4);
        for (int walk = 0; walk < walks; walk++) {
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

    /** Of wrong versions of the code it tells a story in which a promise breaks. */
    @ParameterizedTest
    @CsvSource({
        "NOBODY_WINS_A_TIE, 128 128, 0, 0",
        "ADDRESSES_STAY_AFTER_THE_ROLE, 128 64, 0, 1",
        "GROUP_TAKES_OVER_IN_PART, 128+128 64+64, 3, 0",
        "GROUP_YIELDS_ALONE, 128+128 64+64, 0, 1"
    })
    void aPlantedFaultIsFound(PlantedFault fault, String priorities, int losses, int changes) throws Exception {
        var source = Path.of("src/main/java", fault.file());
        var changed = ChangedCode.of(source, fault.plant(Files.readString(source)));

        var story = changed.loadClass(ExhaustiveSearch.class.getName())
                .getMethod("story", String.class, String.class, int.class, int.class)
                .invoke(null, priorities, "yes", losses, changes);

        assertThat((String) story).startsWith("\na quarter passes: A");
    }
}
