package io.havip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.InstanceBuilder;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.TrackOptions;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.config.text.Durations;
import io.havip.gateway.instance.VrrpInstance;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.LastResortSettings;
import io.havip.vrrp.State;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The members of a sync group start, serve and recover one after the other, and the kernel may take its time for each. */
class GroupTest {
    private static final long MILLI = 1_000_000L;

    private static List<InstanceSettings> group(int priority) {
        return Stream.of(51, 52).map(vrid -> member(vrid, priority)).toList();
    }

    private static InstanceSettings member(int vrid, int priority) {
        var plain = InstanceBuilder.instance("VI_" + vrid, VirtualHost.INTERFACE, vrid)
                .addresses(List.of("10.0.0." + vrid + "/24"))
                .with(VirtualRouterOptions.PRIORITY, priority)
                .with(VirtualRouterOptions.INTERVAL, 100 * MILLI)
                .with(InstanceOptions.SYNC_GROUP, "both")
                .in(InstanceOptions.TRACK, track -> track.named(TrackOptions.SCRIPTS, Cast.FAULT, _ -> {}))
                .build();
        return Cast.told(
                plain, plain.router(), new LastResortSettings(Set.of(Cast.FAULT), 10 * Durations.SECOND), false);
    }

    private static List<State> states(Node node) {
        return node.agent().orElseThrow().instances().stream()
                .map(VrrpInstance::status)
                .map(status -> status.role().state())
                .toList();
    }

    @Test
    void whoSteppedDownMeanwhileTakesOverWithTheLastOwnerToBegin() {
        var stage = new Stage(2);
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

    @Test
    void ownersThatComeBackAtTheEndOfAStallDoSoTogether() {
        var stage = new Stage(1);
        var owner = stage.node(group(255));
        owner.start();
        stage.run(Durations.SECOND);
        owner.health().raiseFault();
        stage.run(100 * MILLI);
        owner.machine().kernel().slowDown(500 * MILLI);
        // They serve as the last resort, and each of their addresses takes its time.
        stage.run(600 * MILLI);
        assertThat(owner.awake()).isFalse();
        owner.health().clearFault();
        owner.machine().kernel().slowDown(0);
        while (!owner.awake()) {
            stage.run(10 * MILLI);
        }
        stage.run(50 * MILLI);

        assertThat(states(owner)).containsExactly(State.ACTIVE, State.ACTIVE);
    }
}
