package io.havip.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.explain.ClockDifference.Witness;
import io.havip.wire.Recording;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Two clocks compared by what both have recorded. In milliseconds; two's clock is 70 s ahead, packets take 1 to 3 ms. */
class ClockDifferenceTest {
    private static final Move.VirtualRouterName WEB =
            new Move.VirtualRouterName("web", 51, "ipv4", List.of("10.9.0.100"));
    private static final String ONE = "10.9.0.1";
    private static final String TWO = "10.9.0.2";
    private static final long AHEAD = 70_000;

    private final Recording byOne = new Recording();
    private final Recording byTwo = new Recording();

    private Optional<ClockDifference> difference() {
        return ClockDifference.of(witness("two", TWO, byTwo), witness("one", ONE, byOne));
    }

    private static Witness witness(String node, String source, Recording recording) {
        return new Witness(node, source, RecordedPackets.read(recording.pcapng(), WEB));
    }

    private void oneSays(long at, int priority, long takes) {
        byOne.says(at, ONE, priority);
        byTwo.says(at + takes + AHEAD, ONE, priority);
    }

    private void twoSays(long at, int priority, long takes) {
        byOne.says(at + takes, TWO, priority);
        byTwo.says(at + AHEAD, TWO, priority);
    }

    @Test
    void ofAReleaseAndATakeover() {
        for (long at = 0; at < 1_000; at += 100) {
            oneSays(at, 150, 2);
        }
        oneSays(1_000, 0, 1);
        twoSays(1_061, 100, 3);

        assertThat(difference())
                .contains(new ClockDifference(
                        "two", "one", OptionalLong.of(69_997_000), OptionalLong.of(70_001_000), 12));
        assertThat(difference().orElseThrow().estimateMicros()).hasValue(69_999_000);
        assertThat(difference().orElseThrow().errorMicros()).hasValue(2_000);
        assertThat(Sentences.of(difference().orElseThrow()))
                .isEqualTo(
                        "the clock of two, by 12 packets that both recorded: 69999.000 ms ahead of that of one, give or"
                                + " take 2.000 ms; transitions are taken for one move up to 2000.000 ms apart: what is told"
                                + " together here may be two");
    }

    @Test
    void ofOneDirectionAlone() {
        for (long at = 0; at < 1_000; at += 100) {
            oneSays(at, 150, 2);
        }
        oneSays(1_000, 0, 1);

        var difference = difference().orElseThrow();
        assertThat(difference.estimateMicros()).isEmpty();
        assertThat(difference.mostMicros()).hasValue(70_001_000);
        assertThat(Sentences.of(difference)).endsWith(": at most 70001.000 ms ahead of that of one");
    }

    @Test
    void oneLimitIsToldByWhicheverWayItLies() {
        assertThat(limits(OptionalLong.of(5_000), OptionalLong.empty()))
                .isEqualTo("the clock of two, by 1 packet that both recorded: at least 5.000 ms ahead of that of one");
        assertThat(limits(OptionalLong.of(-5_000), OptionalLong.empty()))
                .endsWith(": at most 5.000 ms behind that of one");
        assertThat(limits(OptionalLong.empty(), OptionalLong.of(5_000)))
                .endsWith(": at most 5.000 ms ahead of that of one");
        assertThat(limits(OptionalLong.empty(), OptionalLong.of(-5_000)))
                .endsWith(": at least 5.000 ms behind that of one");
    }

    private static String limits(OptionalLong least, OptionalLong most) {
        return Sentences.of(new ClockDifference("two", "one", least, most, 1));
    }

    @Test
    void whatIsCertainlyFurtherApartThanTransitionsOfOneMoveIsSaid() {
        assertThat(limits(OptionalLong.of(2_000_001), OptionalLong.of(2_000_009)))
                .contains("may be two");
        assertThat(limits(OptionalLong.empty(), OptionalLong.of(-2_000_001))).contains("may be two");
        assertThat(limits(OptionalLong.of(1_999_000), OptionalLong.of(2_001_000)))
                .doesNotContain("may be two");
        assertThat(limits(OptionalLong.empty(), OptionalLong.of(70_000_000))).doesNotContain("may be two");
    }

    @Test
    void theSteadyOnesOfTheOtherCountOnceItIsKnownWhichTheyAre() {
        for (long at = 0; at < 1_000; at += 100) {
            twoSays(at, 100, 1);
        }
        oneSays(1_000, 150, 2);

        assertThat(difference().orElseThrow().leastMicros()).hasValue(69_999_000);
        assertThat(difference().orElseThrow().mostMicros()).hasValue(70_002_000);
    }

    /** Its own recording began anew, the other's goes on. */
    private void oneWasKilledAndComesBack() {
        for (long at = 1_400; at < 9_000; at += 100) {
            byTwo.says(at + AHEAD, TWO, 100);
        }
        for (long at = 9_000; at < 10_000; at += 100) {
            twoSays(at, 100, 1);
        }
        oneSays(10_050, 150, 2);
    }

    @Test
    void whoComesBackAfterASilenceBeginsAnew() {
        for (long at = 0; at < 1_000; at += 100) {
            byTwo.says(at + AHEAD, ONE, 150);
        }
        oneWasKilledAndComesBack();

        assertThat(difference().orElseThrow().leastMicros()).hasValue(69_999_000);
        assertThat(difference().orElseThrow().mostMicros()).hasValue(70_002_000);
    }

    @Test
    void nothingIsKnownByOneThatHasBegunTwice() {
        byTwo.says(AHEAD, TWO, 100);
        for (long at = 400; at < 1_000; at += 100) {
            byTwo.says(at + AHEAD, ONE, 150);
        }
        oneWasKilledAndComesBack();

        assertThat(difference()).isEmpty();
    }

    @Test
    void nothingIsKnownByThoseThatLookAlike() {
        for (long at = 0; at < 1_000; at += 100) {
            oneSays(at, 150, 2);
        }
        assertThat(difference()).isEmpty();
    }

    @Test
    void nothingIsKnownWhereTheyContradictEachOther() {
        oneSays(0, 150, 1);
        oneSays(100, 0, 1);
        byOne.says(161, TWO, 100);
        byTwo.says(300 + AHEAD, TWO, 100);
        oneSays(1_000, 0, 40);
        twoSays(1_000, 120, -30);

        assertThat(difference()).isEmpty();
    }

    @Test
    void nothingIsKnownWithoutPackets() {
        assertThat(difference()).isEmpty();
    }
}
