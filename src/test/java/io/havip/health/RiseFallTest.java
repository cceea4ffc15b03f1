package io.havip.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.havip.health.RiseFall.Health;
import org.junit.jupiter.api.Test;

class RiseFallTest {
    private static final RiseFall UNKNOWN = RiseFall.unknown(2, 3);
    private static final RiseFall HEALTHY = UNKNOWN.next(true, 1);
    private static final RiseFall UNHEALTHY = UNKNOWN.next(false, 1);

    @Test
    void theFirstResultDecides() {
        assertThat(UNKNOWN.health()).isEqualTo(Health.UNKNOWN);
        assertThat(HEALTHY.health()).isEqualTo(Health.HEALTHY);
        assertThat(UNHEALTHY.health()).isEqualTo(Health.UNHEALTHY);
    }

    @Test
    void fallsAfterAsManyFailuresInARow() {
        assertThat(HEALTHY.next(false, 2).next(false, 3).healthy()).isTrue();
        assertThat(HEALTHY.next(false, 2).next(false, 3).next(false, 4).healthy())
                .isFalse();
    }

    @Test
    void aSuccessInBetweenStartsTheCountAnew() {
        assertThat(HEALTHY.next(false, 2)
                        .next(false, 3)
                        .next(true, 4)
                        .next(false, 5)
                        .next(false, 6)
                        .healthy())
                .isTrue();
    }

    @Test
    void risesAfterAsManySuccessesInARow() {
        assertThat(UNHEALTHY.next(true, 2).healthy()).isFalse();
        assertThat(UNHEALTHY.next(true, 2).next(true, 3).healthy()).isTrue();
    }

    @Test
    void theEvidenceIsTheFirstResultOfTheStreakThatDecided() {
        var fallen = HEALTHY.next(false, 2)
                .next(true, 3)
                .next(false, 4)
                .next(false, 5)
                .next(false, 6);
        assertThat(fallen.evidenceNanos()).isEqualTo(4);
    }

    @Test
    void aProofOfFailureNeedsNoCount() {
        var fallen = HEALTHY.failedAtOnce(7);
        assertThat(fallen.health()).isEqualTo(Health.UNHEALTHY);
        assertThat(fallen.evidenceNanos()).isEqualTo(7);
    }

    @Test
    void aProofOfFailureBreaksAStreakOfSuccesses() {
        assertThat(UNHEALTHY.next(true, 2).failedAtOnce(3).next(true, 4).healthy())
                .isFalse();
    }

    @Test
    void whatStartsAsFailedHasToRiseLikeAnythingElse() {
        var failed = RiseFall.failed(2, 3, 1);
        assertThat(failed.next(true, 2).healthy()).isFalse();
        assertThat(failed.next(true, 2).next(true, 3).healthy()).isTrue();
    }

    @Test
    void refusesCountsBelowOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RiseFall.unknown(0, 3))
                .withMessageContaining("rise 0");
    }
}
