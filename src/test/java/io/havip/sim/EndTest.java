package io.havip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.text.Durations;
import io.havip.gateway.settings.Instances;
import io.havip.vrrp.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The end of an agent that nobody succeeds, with an interval of ten seconds. */
class EndTest {
    private static final long MILLI = 1_000_000;

    private final Stage stage = new Stage(1);

    private Node started(int priority) {
        var node = stage.node(List.of(
                Instances.withPriority(priority).interval(10 * Durations.SECOND).settings()));
        node.start();
        run(1_000);
        return node;
    }

    /** Without a wait for others: it owns the addresses. */
    private Node active() {
        var node = started(255);
        assertThat(node.state()).isEqualTo(State.ACTIVE);
        return node;
    }

    private void run(long millis) {
        stage.run(millis * MILLI);
    }

    @Test
    void theAddressesStayForFiveSecondsAtMost() {
        var node = active();
        node.stop();
        run(4_990);
        assertThat(node.state()).isEqualTo(State.INITIALIZE);
        assertThat(node.machine().bound()).isTrue();

        run(20);
        assertThat(node.machine().bound()).isFalse();
        assertThat(node.running()).isFalse();
    }

    @Test
    void toldTwiceItEndsAtOnce() {
        var node = active();
        node.stop();
        run(100);
        assertThat(node.running()).isTrue();

        node.stop();
        run(1);
        assertThat(node.machine().bound()).isFalse();
        assertThat(node.running()).isFalse();
    }

    @Test
    void whoeverHasNothingToKeepEndsAtOnce() {
        var node = started(100);
        assertThat(node.state()).isEqualTo(State.BACKUP);

        node.stop();
        run(1);
        assertThat(node.running()).isFalse();
    }
}
