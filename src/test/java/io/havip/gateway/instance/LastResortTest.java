package io.havip.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.gateway.settings.Instances;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouter;
import io.havip.vrrp.VirtualRouterSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times are milliseconds; at an interval of 1 s the better router waits for 3.5 s, the lesser one for 3.75 s. */
class LastResortTest {
    private static final double BETTER_PATIENCE = 3_500;
    private static final double LESSER_PATIENCE = 3_750;
    private static final long RETRY_NANOS = nanos(10_000);

    private final LastResort lastResort = new LastResort();

    @Test
    void theBestWaitsForTheShortestTime() {
        lastResort.weigh(true, false, nanos(100));
        assertThat(due(128, 100 + BETTER_PATIENCE - 1)).isFalse();
        assertThat(due(128, 100 + BETTER_PATIENCE)).isTrue();
        assertThat(due(64, 100 + BETTER_PATIENCE)).isFalse();
        assertThat(due(64, 100 + LESSER_PATIENCE)).isTrue();
        assertThat(lastResort.sinceNanos()).isEqualTo(nanos(100));
    }

    @Test
    void whoeverIsHeardPutsItOff() {
        lastResort.weigh(true, false, 0);
        hears(1, 1_000, 3_000);
        assertThat(due(128, BETTER_PATIENCE)).isFalse();
        assertThat(due(128, 3_000 + BETTER_PATIENCE)).isTrue();
        assertThat(lastResort.sinceNanos()).isEqualTo(nanos(3_000));
    }

    @Test
    void whatWasReceivedEarlierDoesNot() {
        lastResort.weigh(true, false, nanos(3_000));
        hears(200, 1_000, 2_000);
        assertThat(due(128, 3_000 + BETTER_PATIENCE)).isTrue();
    }

    /** Who serves as the last resort releases the role, and waits like everybody else from then on. */
    @Test
    void theBetterOneHasTheRoleAgainAfterItsRetry() {
        var released = new LastResort();
        released.weigh(true, true, 0);
        released.weigh(true, false, nanos(10_000));

        lastResort.weigh(true, false, 0);
        hears(1, 1_000, 9_100);
        hears(0, 1_000, 10_000);
        assertThat(released.due(router(128), nanos(10_000 + BETTER_PATIENCE))).isTrue();
        assertThat(due(64, 10_000 + BETTER_PATIENCE)).isFalse();
    }

    @Test
    void slowAdvertisersAreGivenTheirTime() {
        hears(200, 2_000, -10);
        lastResort.weigh(true, false, 0);
        assertThat(due(128, BETTER_PATIENCE)).isFalse();
        assertThat(due(128, 2 * BETTER_PATIENCE)).isTrue();
    }

    @Test
    void makesRoomAfterTheTimeOfARetry() {
        lastResort.weigh(true, false, 0);
        lastResort.weigh(true, true, nanos(4_000));
        assertThat(due(128, 60_000)).isFalse();
        assertThat(lastResort.retries(RETRY_NANOS, nanos(13_999))).isFalse();
        assertThat(lastResort.retries(RETRY_NANOS, nanos(14_000))).isTrue();
        lastResort.weigh(true, false, nanos(14_000));
        assertThat(due(128, 14_000 + BETTER_PATIENCE - 1)).isFalse();
        assertThat(due(128, 14_000 + BETTER_PATIENCE)).isTrue();
    }

    @Test
    void waitsAnewWhenItWasWellMeanwhile() {
        lastResort.weigh(true, false, 0);
        lastResort.weigh(false, false, nanos(3_000));
        assertThat(due(128, 60_000)).isFalse();
        lastResort.weigh(true, false, nanos(60_000));
        assertThat(due(128, 60_000)).isFalse();
        assertThat(due(128, 60_000 + BETTER_PATIENCE)).isTrue();
    }

    @Test
    void isWokenForEachOnce() {
        assertThat(deadline()).isEqualTo(VirtualRouter.NEVER);
        lastResort.weigh(true, false, 0);
        assertThat(deadline()).isEqualTo(nanos(BETTER_PATIENCE));
        lastResort.told();
        assertThat(deadline()).as("its group is not ready").isEqualTo(VirtualRouter.NEVER);
        hears(200, 1_000, 5_000);
        assertThat(deadline()).isEqualTo(nanos(5_000 + BETTER_PATIENCE));
        lastResort.weigh(true, true, nanos(9_000));
        assertThat(deadline()).isEqualTo(nanos(19_000));
    }

    private boolean due(int priority, double millis) {
        return lastResort.due(router(priority), nanos(millis));
    }

    private long deadline() {
        return lastResort.deadlineNanos(router(128), RETRY_NANOS);
    }

    private void hears(int priority, double intervalMillis, double atMillis) {
        lastResort.heard(
                new Advertisement(Version.V3, 51, priority, nanos(intervalMillis), List.of()), nanos(atMillis));
    }

    private static VirtualRouterSettings router(int priority) {
        return Instances.withPriority(priority)
                .interval(nanos(1_000))
                .settings()
                .router();
    }

    private static long nanos(double millis) {
        return Math.round(millis * 1e6);
    }
}
