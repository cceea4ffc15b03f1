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
    private final Presence first = new Presence(SETTINGS, this::claim);
    private final Presence second = new Presence(SETTINGS, this::claim);
    private final Presence third = new Presence(SETTINGS, this::claim);

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
        assertThat(first.alone()).isTrue();
        assertThat(first.alone()).isTrue();
        assertThat(taken).hasSize(1);
    }

    @Test
    void bothNoticeUntilTheLaterOneEnds() {
        first.alone();
        assertThat(second.alone()).isFalse();
        assertThat(first.alone()).isFalse();

        second.end();

        assertThat(first.alone()).isTrue();
    }

    @Test
    void bothNoticeUntilTheEarlierOneEnds() {
        first.alone();
        assertThat(second.alone()).isFalse();
        assertThat(first.alone()).isFalse();

        first.end();

        assertThat(second.alone()).isTrue();
    }

    @Test
    void aThirdNoticesTooAndTakesTheSeatOfWhoeverEnds() {
        first.alone();
        second.alone();
        assertThat(third.alone()).isFalse();

        first.end();

        assertThat(third.alone()).isFalse();
        assertThat(second.alone()).isFalse();
    }

    @Test
    void anotherVirtualRouterIsNoneOfItsBusiness() {
        var other = new Presence(Instances.withPriority(100).settings("other", 52), this::claim);
        first.alone();

        assertThat(other.alone()).isTrue();

        other.end();
    }
}
