package io.havip.gateway.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OccasionalTest {
    private final Occasional flood = new Occasional(10);

    @Test
    void theFirstIsToldAtOnceAndTheOthersNowAndThenWithTheirNumber() {
        assertThat(flood.happened(-5)).isEqualTo(1);
        for (long now = -4; now < 5; now++) {
            assertThat(flood.happened(now)).isZero();
        }
        assertThat(flood.happened(5)).isEqualTo(10);
        assertThat(flood.happened(6)).isZero();
        assertThat(flood.happened(100)).isEqualTo(2);
    }
}
