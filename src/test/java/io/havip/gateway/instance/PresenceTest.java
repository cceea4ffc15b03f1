package io.havip.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Instances;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PresenceTest {
    private static final InstanceSettings SETTINGS = Instances.withPriority(100).settings();

    private final Set<String> taken = new HashSet<>();
    private final Presence first = new Presence(this::claim);
    private final Presence second = new Presence(this::claim);
    private final Presence third = new Presence(this::claim);

    private Optional<Runnable> claim(String name) {
        return taken.add(name) ? Optional.of(() -> taken.remove(name)) : Optional.empty();
    }

    @AfterEach
    void nothingIsLeftTaken() {
        first.end();
        second.end();
        third.end();
        assertThat(taken).isEmpty();
    }

    @Test
    void whoIsAloneKeepsRoomForAnother() {
        assertThat(first.alone(SETTINGS)).isTrue();
        assertThat(first.alone(SETTINGS)).isTrue();
        assertThat(taken).hasSize(1);
    }

    @Test
    void bothNoticeUntilTheLaterOneEnds() {
        first.alone(SETTINGS);
        assertThat(second.alone(SETTINGS)).isFalse();
        assertThat(first.alone(SETTINGS)).isFalse();

        second.end();

        assertThat(first.alone(SETTINGS)).isTrue();
    }

    @Test
    void bothNoticeUntilTheEarlierOneEnds() {
        first.alone(SETTINGS);
        assertThat(second.alone(SETTINGS)).isFalse();
        assertThat(first.alone(SETTINGS)).isFalse();

        first.end();

        assertThat(second.alone(SETTINGS)).isTrue();
    }

    @Test
    void aThirdNoticesTooAndTakesTheSeatOfWhoeverEnds() {
        first.alone(SETTINGS);
        second.alone(SETTINGS);
        assertThat(third.alone(SETTINGS)).isFalse();

        first.end();

        assertThat(third.alone(SETTINGS)).isFalse();
        assertThat(second.alone(SETTINGS)).isFalse();
    }

    @Test
    void anotherVirtualRouterIsNoneOfItsBusiness() {
        first.alone(SETTINGS);

        assertThat(second.alone(Instances.withPriority(100).settings("other", 52)))
                .isTrue();
    }
}
