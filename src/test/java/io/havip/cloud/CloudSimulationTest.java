package io.havip.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CloudSimulationTest {
    private static final int SEEDS = 2_000;

    @Test
    void everyPromiseIsKept() {
        assertThat(CloudSearch.firstBrokenPromise(SEEDS)).isEmpty();
    }
}
