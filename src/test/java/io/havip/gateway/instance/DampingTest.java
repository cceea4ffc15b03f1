package io.havip.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.VirtualRouter;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Times are seconds. */
class DampingTest {
    private static final Set<String> FOLLOWED = Set.of("haproxy", "uplink");
    private static final String HAPROXY = "haproxy";

    private final Damping damping = new Damping();

    @Test
    void threeLossesWithinAMinuteHoldForTenSeconds() {
        loses(0, 1);
        loses(30, 31);
        assertThat(heldAt(31)).isFalse();
        loses(60, 62);
        assertThat(heldAt(71.9)).isTrue();
        assertThat(damping.reason(nanos(71.9)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("haproxy", "10 s"));
        assertThat(heldAt(72)).isFalse();
        assertThat(damping.reason(nanos(72))).isEmpty();
    }

    @Test
    void threeLossesInMoreThanAMinuteDoNot() {
        loses(0, 1);
        loses(30, 31);
        loses(60.1, 61);
        assertThat(heldAt(61)).isFalse();
        loses(89, 90);
        assertThat(heldAt(90)).as("the last three").isTrue();
    }

    @Test
    void theHoldBeginsWhenTheTrackerIsWell() {
        loses(0, 1);
        loses(2, 3);
        loses(4, 500);
        assertThat(heldAt(509.9)).isTrue();
        assertThat(heldAt(510)).isFalse();
    }

    @Test
    void noEndIsKnownWhileItAils() {
        loses(0, 1);
        loses(2, 3);
        serve(4);
        ails(4);
        damping.lost(true, nanos(4));
        assertThat(damping.heldUntilNanos()).isEqualTo(VirtualRouter.NEVER);
        assertThat(damping.reason(nanos(1_000))).isPresent();
    }

    @Test
    void whoFailsDuringTheHoldHasToBeWellForAllOfIt() {
        loses(0, 1);
        loses(2, 3);
        loses(4, 5);
        ails(9);
        well(10);
        assertThat(heldAt(19.9)).isTrue();
        assertThat(heldAt(20)).isFalse();
    }

    @Test
    void eachFurtherLossHoldsTwiceAsLongUpToFiveMinutes() {
        loses(0, 1);
        loses(2, 3);
        double now = 4;
        for (int seconds : new int[] {10, 20, 40, 80, 160, 300, 300}) {
            loses(now, now);
            assertThat(heldAt(now + seconds - 0.1)).isTrue();
            assertThat(heldAt(now + seconds)).as("after %d s", seconds).isFalse();
            now += seconds + 59;
        }
    }

    @Test
    void aMinuteWithoutALossIsForgiven() {
        loses(0, 1);
        loses(2, 3);
        loses(4, 5);
        loses(75.1, 76);
        assertThat(heldAt(76)).isFalse();
        loses(77, 78);
        loses(79, 80);
        assertThat(heldAt(89.9)).isTrue();
        assertThat(heldAt(90)).isFalse();
    }

    @Test
    void trackersCountForThemselves() {
        loses(0, 1);
        loses(2, 3);
        serve(4);
        damping.weigh(Set.of("uplink"), FOLLOWED, nanos(5));
        damping.lost(true, nanos(5));
        well(6);
        assertThat(heldAt(6)).isFalse();
    }

    @Test
    void whatAiledBeforeIsNotWhatTheRoleIsLostTo() {
        for (int second = 0; second < 10; second++) {
            ails(second);
            damping.took();
            damping.lost(true, nanos(second));
        }
        well(11);
        assertThat(heldAt(11)).isFalse();
    }

    @Test
    void otherLossesDoNotCount() {
        for (int second = 0; second < 10; second++) {
            serve(second);
            ails(second);
            damping.lost(false, nanos(second));
            well(second);
        }
        assertThat(heldAt(10)).isFalse();
    }

    @Test
    void whatIsNoLongerFollowedIsForgotten() {
        loses(0, 1);
        loses(2, 3);
        loses(4, 5);
        damping.weigh(Set.of(), Set.of("uplink"), nanos(6));
        assertThat(heldAt(6)).isFalse();
    }

    /** Loses the role to HAProxy, which is well again after a while. */
    private void loses(double atSeconds, double wellAtSeconds) {
        serve(atSeconds);
        ails(atSeconds);
        damping.lost(true, nanos(atSeconds));
        well(wellAtSeconds);
    }

    private void serve(double atSeconds) {
        well(atSeconds);
        damping.took();
    }

    private void ails(double atSeconds) {
        damping.weigh(Set.of(HAPROXY), FOLLOWED, nanos(atSeconds));
    }

    private void well(double atSeconds) {
        damping.weigh(Set.of(), FOLLOWED, nanos(atSeconds));
    }

    private boolean heldAt(double seconds) {
        return damping.heldUntilNanos() > nanos(seconds);
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }
}
