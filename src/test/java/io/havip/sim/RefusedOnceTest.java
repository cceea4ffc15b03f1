package io.havip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.text.Durations;
import io.havip.gateway.settings.Instances;
import io.havip.linux.Errno;
import io.havip.vrrp.State;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused once, and would not be a moment later, is tried again, and costs neither an advertisement nor the role. */
class RefusedOnceTest {
    private final Stage stage = new Stage(2);

    @ParameterizedTest
    @ValueSource(ints = {Errno.EBUSY, Errno.ENOBUFS, Errno.EINTR, Errno.ENETDOWN})
    void costsNothing(int errno) {
        var active = stage.node(List.of(Instances.withPriority(200).settings()));
        var backup = stage.node(List.of(Instances.withPriority(100).settings()));
        active.start();
        backup.start();
        stage.run(10 * Durations.SECOND);
        assertThat(active.state()).isEqualTo(State.ACTIVE);
        int transitions =
                stage.history(active).transitions() + stage.history(backup).transitions();

        for (int time = 0; time < 10; time++) {
            active.machine().refuseOnce(errno);
            stage.run(Durations.SECOND);
            long silentNanos = stage.nowNanos() - stage.history(active).sentNanos();
            assertThat(silentNanos)
                    .isLessThanOrEqualTo(active.settings().timing().advertisementIntervalNanos());
        }

        assertThat(active.machine().refusesOnce()).as("all of it was met").isFalse();
        assertThat(active.machine().bound()).isTrue();
        assertThat(stage.history(active).transitions() + stage.history(backup).transitions())
                .isEqualTo(transitions);
    }
}
