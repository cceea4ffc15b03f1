package io.havip.observe.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecentTest {
    private static final String LARGE = "x".repeat(Recent.LENGTH_MAX / 4);

    private final Recent recent = new Recent();

    private List<Long> numbers(List<Line> lines) {
        return lines.stream().map(Line::sequence).toList();
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            recent.add(_ -> LARGE);
        }
    }

    @Test
    void theOldestGoesWhereThereIsNoMoreRoom() {
        add(6);

        assertThat(numbers(recent.last(100))).containsExactly(3L, 4L, 5L, 6L);
        assertThat(numbers(recent.last(2))).containsExactly(5L, 6L);
        assertThat(recent.lastSequence()).isEqualTo(6);
    }

    @Test
    void aSlowFollowerSeesByTheNumbersHowManyHeHasMissed() {
        add(1);
        assertThat(numbers(recent.after(0))).containsExactly(1L);

        add(6);
        assertThat(numbers(recent.after(1))).containsExactly(4L, 5L, 6L, 7L);
        assertThat(recent.after(7)).isEmpty();
    }

    @Test
    void whatWasLostBeforeItHadANumberGetsOne() {
        add(1);
        recent.skip(3);
        add(1);

        assertThat(numbers(recent.after(0))).containsExactly(1L, 5L);
    }

    @Test
    void aFollowerOfAnotherJournalGetsAllOfThisOne() {
        add(2);

        assertThat(numbers(recent.after(4_711))).containsExactly(1L, 2L);
    }

    @Test
    void theNumbersOfAFormerRunGoOn() {
        recent.goOn(List.of(new Line(40, "{}"), new Line(41, "{}")));
        add(1);

        assertThat(numbers(recent.last(100))).containsExactly(40L, 41L, 42L);
    }
}
