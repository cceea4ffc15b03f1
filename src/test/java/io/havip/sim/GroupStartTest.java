package io.havip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.InstanceBuilder;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.config.text.Durations;
import io.havip.gateway.instance.VrrpInstance;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.vrrp.State;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The members of a sync group start one after the other, and the kernel may take its time for each. */
class GroupStartTest {
    private static final long MILLI = 1_000_000L;

    private final Stage stage = new Stage(2);

    private static List<InstanceSettings> group(int priority) {
        return Stream.of(51, 52).map(vrid -> member(vrid, priority)).toList();
    }

    private static InstanceSettings member(int vrid, int priority) {
        return InstanceBuilder.instance("VI_" + vrid, VirtualHost.INTERFACE, vrid)
                .addresses(List.of("10.0.0." + vrid + "/24"))
                .with(VirtualRouterOptions.PRIORITY, priority)
                .with(VirtualRouterOptions.INTERVAL, 100 * MILLI)
                .with(InstanceOptions.SYNC_GROUP, "both")
                .build();
    }

    private static List<State> states(Node node) {
        return node.agent().orElseThrow().loop().instances().stream()
                .map(VrrpInstance::status)
                .map(status -> status.state())
                .toList();
    }

    @Test
    void whoSteppedDownMeanwhileTakesOverWithTheLastOwnerToBegin() {
        var owner = stage.node(group(255));
        var other = stage.node(group(100));
        other.start();
        stage.run(Durations.SECOND);
        owner.machine().kernel().slowDown(600 * MILLI);
        owner.start();
        // The other one has taken over again by then, and releases the role while the owner's first address is being
        // bound.
        stage.run(500 * MILLI);
        other.stop();
        owner.machine().kernel().slowDown(0);
        stage.run(150 * MILLI);

        assertThat(states(owner)).containsExactly(State.ACTIVE, State.ACTIVE);
    }
}
