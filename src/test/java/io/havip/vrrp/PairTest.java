package io.havip.vrrp;

import static io.havip.vrrp.Scenario.nanos;
import static io.havip.vrrp.State.ACTIVE;
import static io.havip.vrrp.State.BACKUP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Two routers together: who wins, and how long each kind of failover takes. */
class PairTest {
    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void higherPriorityWinsTheFirstElectionWithoutAContest(Flavour flavour) {
        var pair = new Pair(flavour, flavour.settings(100), flavour.settings(150));

        pair.stepUntil(60 * SECOND);

        assertThat(pair.first().state()).isEqualTo(BACKUP);
        assertThat(pair.second().state()).isEqualTo(ACTIVE);
        assertThat(pair.first().transitions()).hasSize(1);
        assertThat(pair.second().transitions()).hasSize(2);
    }

    /** The worked bounds of version 3: 3.61 intervals of silence at priority 100, 0.61 after a release. */
    @ParameterizedTest
    @CsvSource({"1000, 3609.375, 609.375", "100, 360.9375, 60.9375", "10, 36.09375, 6.09375"})
    void version3ScalesTheSkewWithTheInterval(double intervalMillis, double afterSilence, double afterRelease) {
        assertThat(millisWithoutActive(Flavour.V3_IPV4, intervalMillis, Pair.Side::die))
                .isEqualTo(afterSilence);
        assertThat(millisWithoutActive(Flavour.V3_IPV4, intervalMillis, Pair.Side::stop))
                .isEqualTo(afterRelease);
        assertThat(millisWithoutActive(Flavour.V3_IPV4, intervalMillis, Pair.Side::fail))
                .isEqualTo(afterRelease);
    }

    @ParameterizedTest
    @CsvSource({"1000, 3609.375, 609.375", "2000, 6609.375, 609.375"})
    void version2SkewsByAFractionOfASecond(double intervalMillis, double afterSilence, double afterRelease) {
        assertThat(millisWithoutActive(Flavour.V2_IPV4, intervalMillis, Pair.Side::die))
                .isEqualTo(afterSilence);
        assertThat(millisWithoutActive(Flavour.V2_IPV4, intervalMillis, Pair.Side::stop))
                .isEqualTo(afterRelease);
    }

    /** From the Active's last advertisement, at which it leaves in the given way, until the Backup takes over. */
    private static double millisWithoutActive(Flavour flavour, double intervalMillis, Consumer<Pair.Side> leave) {
        var pair = new Pair(
                flavour,
                flavour.settings(200).interval(nanos(intervalMillis)),
                flavour.settings(100).interval(nanos(intervalMillis)));
        pair.stepToTransition();
        long left = pair.nowNanos();
        leave.accept(pair.first());
        pair.stepToTransition();
        assertThat(pair.second().state()).isEqualTo(ACTIVE);
        return (pair.nowNanos() - left) / 1e6;
    }

    @Test
    void backupLearnsTheIntervalOfTheActive() {
        var flavour = Flavour.V3_IPV4;
        var pair = new Pair(
                flavour,
                flavour.settings(150).interval(nanos(5_000)),
                flavour.settings(100).interval(nanos(1_000)));

        pair.stepUntil(120 * SECOND);
        assertThat(pair.first().state())
                .as("its slow advertisements are no silence")
                .isEqualTo(ACTIVE);
        assertThat(pair.second().transitions().getLast().cause()).isEqualTo(Cause.BETTER_HEARD);

        pair.stepUntil(120 * SECOND + SECOND);
        pair.first().stop();
        long left = pair.nowNanos();
        pair.stepToTransition();
        assertThat(pair.nowNanos() - left).as("skew of the learned interval").isEqualTo(nanos(3_046.875));
    }

    @Test
    void activeWhoseHealthCostsPriorityIsReplacedAndComesBack() {
        var flavour = Flavour.V3_IPV4;
        var pair = new Pair(flavour, flavour.settings(150), flavour.settings(100));
        pair.stepUntil(10 * SECOND);

        pair.first().changePriority(90);
        assertThat(pair.stepToTransition().cause()).isEqualTo(Cause.PREEMPTION);
        assertThat(pair.second().state()).isEqualTo(ACTIVE);
        assertThat(pair.first().state()).isEqualTo(BACKUP);

        pair.first().changePriority(150);
        assertThat(pair.stepToTransition().cause()).isEqualTo(Cause.PREEMPTION);
        assertThat(pair.first().state()).isEqualTo(ACTIVE);
        assertThat(pair.second().state()).isEqualTo(BACKUP);
    }

    @ParameterizedTest
    @CsvSource({"10000", "10300", "10500", "10900", "11400"})
    void afterAHealedPartitionTheWinnerAnnouncesLastWhicheverSideSpeaksFirst(double healedAtMillis) {
        var flavour = Flavour.V3_IPV4;
        var pair = new Pair(flavour, flavour.settings(150), flavour.settings(100));
        pair.cut();
        pair.stepUntil(nanos(healedAtMillis));
        assertThat(pair.first().state()).isEqualTo(ACTIVE);
        assertThat(pair.second().state()).isEqualTo(ACTIVE);

        pair.heal();
        pair.stepUntil(nanos(healedAtMillis) + 3 * SECOND);

        assertThat(pair.first().state()).isEqualTo(ACTIVE);
        assertThat(pair.second().state()).isEqualTo(BACKUP);
        assertThat(pair.first().announcedAtNanos().getLast())
                .isGreaterThan(nanos(healedAtMillis))
                .isGreaterThan(pair.second().announcedAtNanos().getLast());
    }
}
