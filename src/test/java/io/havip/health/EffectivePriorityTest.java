package io.havip.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.health.EffectivePriority.Fault;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EffectivePriorityTest {
    private static final Verdict NONE = Verdict.none("t", "the tracker itself hangs", 0);
    private static final Map<String, Verdict> UP = Map.of("t", new Verdict("t", true, "answers", 0));
    private static final Map<String, Verdict> DOWN = Map.of("t", new Verdict("t", false, "is dead", 0));

    @ParameterizedTest(name = "weight {0}, reverse {1}: healthy {2}, unhealthy {3}, unknown {4}")
    @CsvSource({
        "20, false, 120, 100, 100",
        "-20, false, 100, 80, 100",
        "20, true, 80, 100, 100",
        "-20, true, 100, 120, 100",
    })
    void aWeightMovesThePriority(int weight, boolean reverse, int healthy, int unhealthy, int unknown) {
        var followed = List.of(new Tracking("t", weight, reverse));
        assertThat(EffectivePriority.of(100, followed, UP)).isEqualTo(new EffectivePriority(healthy, List.of()));
        assertThat(EffectivePriority.of(100, followed, DOWN)).isEqualTo(new EffectivePriority(unhealthy, List.of()));
        assertThat(EffectivePriority.of(100, followed, Map.of())).isEqualTo(new EffectivePriority(unknown, List.of()));
    }

    @ParameterizedTest(name = "weight {0}, reverse {1}: {2}")
    @CsvSource({"20, false, 100", "20, true, 80", "-20, false, 80", "-20, true, 100"})
    void aTrackerThatDoesNotRunCountsAgainstTheRouter(int weight, boolean reverse, int priority) {
        var followed = List.of(new Tracking("t", weight, reverse));

        assertThat(EffectivePriority.of(100, followed, Map.of("t", NONE)).priority())
                .isEqualTo(priority);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withoutAWeightATrackerThatDoesNotRunIsAFault(boolean reverse) {
        var tracking = new Tracking("t", 0, reverse);

        assertThat(tracking.suffers(NONE)).isTrue();
        assertThat(EffectivePriority.of(100, List.of(tracking), Map.of("t", NONE))
                        .faults())
                .containsExactly(new Fault("t", "the tracker itself hangs"));
    }

    @ParameterizedTest(name = "number {0}, weight {1}, reverse {2}: priority {3}, fault {4}")
    @CsvSource({
        "0, 5, false, 100, false",
        "3, 5, false, 115, false",
        "3, 5, true, 85, false",
        "-3, 5, false, 85, false",
        "1000, 1, false, 254, false",
        "253, -1, false, 1, false",
        "254, -1, false, 1, true",
        "2000000000, -254, false, 1, true",
        "0, 0, false, 100, false",
        "7, 0, false, 100, true",
        "0, 0, true, 100, true",
    })
    void aFilesNumberCountsAsOftenAsItsWeightSays(
            int number, int weight, boolean reverse, int priority, boolean fault) {
        var said = new Verdict("t", number == 0, OptionalInt.of(number), "says so", 0);
        var effective = EffectivePriority.of(100, List.of(new Tracking("t", weight, reverse)), Map.of("t", said));
        assertThat(effective.priority()).isEqualTo(priority);
        assertThat(effective.fault()).isEqualTo(fault);
    }

    @Test
    void withoutAWeightFailureIsAFault() {
        var followed = List.of(new Tracking("t", 0, false));
        assertThat(EffectivePriority.of(100, followed, UP).fault()).isFalse();
        assertThat(EffectivePriority.of(100, followed, DOWN).faults()).containsExactly(new Fault("t", "is dead"));
    }

    @Test
    void withoutAWeightAndReversedHealthIsAFault() {
        var followed = List.of(new Tracking("t", 0, true));
        assertThat(EffectivePriority.of(100, followed, UP).faults()).containsExactly(new Fault("t", "answers"));
        assertThat(EffectivePriority.of(100, followed, DOWN).fault()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void withoutAWeightWhatHasNotSpokenIsAFault(boolean reverse) {
        var followed = List.of(new Tracking("t", 0, reverse));
        assertThat(EffectivePriority.of(100, followed, Map.of()).faults())
                .containsExactly(new Fault("t", "has not been checked yet"));
    }

    @ParameterizedTest
    @CsvSource({"250, 100, 254", "10, -200, 1"})
    void thePriorityStaysBetweenOneAnd254(int configured, int weight, int expected) {
        var verdicts = weight > 0 ? UP : DOWN;
        assertThat(EffectivePriority.of(configured, List.of(new Tracking("t", weight, false)), verdicts)
                        .priority())
                .isEqualTo(expected);
    }

    @Test
    void weightsAddUpBeforeTheBoundsApply() {
        var followed = List.of(new Tracking("t", 200, false), new Tracking("u", -150, false));
        var verdicts = Map.of("t", new Verdict("t", true, "", 0), "u", new Verdict("u", false, "", 0));
        assertThat(EffectivePriority.of(100, followed, verdicts).priority()).isEqualTo(150);
    }

    @Test
    void theOwnersPriorityIsNeverMovedButItsFaultsCount() {
        var followed = List.of(new Tracking("t", -20, false), new Tracking("t", 0, false));
        var owner = EffectivePriority.of(255, followed, DOWN);
        assertThat(owner.priority()).isEqualTo(255);
        assertThat(owner.fault()).isTrue();
    }
}
