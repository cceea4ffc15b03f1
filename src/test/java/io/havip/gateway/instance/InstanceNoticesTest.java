package io.havip.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.health.EffectivePriority;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstanceNoticesTest {
    private static final String UNCHECKED = EffectivePriority.UNCHECKED;

    @Test
    void whatHasNotBeenCheckedYetIsNoFaultThatAnybodyIsToldOf() {
        assertThat(InstanceNotices.summary(Map.of())).isEmpty();
        assertThat(InstanceNotices.summary(Map.of("chk", UNCHECKED, "sync group G: VI_2", UNCHECKED)))
                .contains(UNCHECKED);
        assertThat(InstanceNotices.summary(Map.of("chk", UNCHECKED, "interface eth1", "is missing or down")))
                .contains("is faulty");
    }
}
