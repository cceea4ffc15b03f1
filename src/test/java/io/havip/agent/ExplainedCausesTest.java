package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.Cause;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No cause of a transition without a scenario in the lab that holds its explanation against a capture. */
class ExplainedCausesTest {
    @Test
    void everyCauseHasAScenario() {
        var explained = Stream.of(
                        ExplainIT.class, ExplainedPacketsIT.class, ExplainedCausesIT.class, ExplainedBesideIT.class)
                .flatMap(scenarios -> Arrays.stream(scenarios.getDeclaredMethods()))
                .flatMap(scenario -> Stream.ofNullable(scenario.getAnnotation(Explains.class)))
                .flatMap(causes -> Arrays.stream(causes.value()));

        assertThat(explained).contains(Cause.values());
    }
}
