package io.havip.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.gateway.settings.Instances;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final int PRIORITY = 150;
    private static final long INTERVAL = Instances.INTERVAL_NANOS;

    private final Watch watch =
            new Watch(Instances.withPriority(PRIORITY).settings().router(), 0);

    private void heard(long intervals) {
        watch.heard(PRIORITY, INTERVAL, intervals * INTERVAL);
    }

    private void released(long intervals) {
        watch.heard(0, INTERVAL, intervals * INTERVAL);
    }

    private void look(boolean here, long intervals) {
        watch.look(here, intervals * INTERVAL);
    }

    @Test
    void nothingIsWrongWhileThisNodeHasThem() {
        look(true, 0);
        look(true, 1_000);

        assertThat(watch.served()).isTrue();
        assertThat(watch.trouble(1_000 * INTERVAL)).isEmpty();
    }

    @Test
    void itIsSettledOnceOneHasThemAlone() {
        assertThat(watch.settled()).isFalse();
        heard(0);
        assertThat(watch.settled()).isTrue();

        look(true, 1);
        assertThat(watch.settled()).isFalse();

        look(true, 10);
        assertThat(watch.settled()).isTrue();
    }

    @Test
    void nothingIsWrongWhileAnotherOneAdvertises() {
        for (int interval = 0; interval < 100; interval++) {
            heard(interval);
            look(false, interval);
        }

        assertThat(watch.served()).isTrue();
        assertThat(watch.trouble(100 * INTERVAL)).isEmpty();
        assertThat(watch.longestGapNanos()).isZero();
    }

    @Test
    void aHandOverCostsTheTimeUntilTheOtherOneIsHeard() {
        look(true, 0);
        look(true, 10);
        look(false, 11);
        assertThat(watch.served()).isFalse();

        heard(12);

        assertThat(watch.served()).isTrue();
        assertThat(watch.longestGapNanos()).isEqualTo(2 * INTERVAL);
        assertThat(watch.trouble(12 * INTERVAL)).isEmpty();
    }

    @Test
    void aReleaseCostsTheTimeUntilTheyAreHere() {
        heard(0);
        heard(1);
        released(2);
        assertThat(watch.served()).isFalse();

        look(true, 3);

        assertThat(watch.longestGapNanos()).isEqualTo(INTERVAL);
    }

    @Test
    void theyAreLostOnceNobodyIsHeardForTheLongestActiveDownInterval() {
        look(true, 0);
        look(false, 1);

        assertThat(watch.trouble(watch.boundNanos())).isEmpty();
        assertThat(watch.trouble(watch.boundNanos() + INTERVAL))
                .hasValueSatisfying(wrong -> assertThat(wrong).startsWith("nobody has had its addresses"));
    }

    @Test
    void whoFallsSilentHasLostThem() {
        heard(0);
        look(false, 1);
        look(false, 20);

        assertThat(watch.served()).isFalse();
        assertThat(watch.trouble(20 * INTERVAL)).isPresent();
    }

    @Test
    void theBoundFollowsTheIntervalOfTheOther() {
        long before = watch.boundNanos();

        watch.heard(PRIORITY, 3 * INTERVAL, 0);

        assertThat(watch.boundNanos()).isEqualTo(3 * before);
    }

    @Test
    void twoMayHaveThemForAMomentAlone() {
        for (int interval = 0; interval < 100; interval++) {
            heard(interval);
            look(true, interval);
        }

        assertThat(watch.trouble(INTERVAL)).isEmpty();
        assertThat(watch.trouble(99 * INTERVAL)).contains("this node and another one both have its addresses");

        released(100);
        look(true, 101);

        assertThat(watch.trouble(101 * INTERVAL)).isEmpty();
    }
}
