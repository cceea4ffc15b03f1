package io.havip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.InstanceBuilder;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.TrackOptions;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.config.text.Durations;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Instances;
import io.havip.gateway.settings.LastResortSettings;
import io.havip.vrrp.Authentication.None;
import io.havip.vrrp.State;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A router of another make beside an agent of ours. */
class PlainRouterTest {
    private static final long RETRY_NANOS = 3 * Durations.SECOND;

    private final Stage stage = new Stage(2);

    private static List<InstanceSettings> version2(int priority) {
        return List.of(Instances.withPriority(priority).version2(1, new None()).settings());
    }

    private static List<InstanceSettings> version3(int priority) {
        return List.of(
                Instances.withPriority(priority).interval(Durations.SECOND).settings());
    }

    private static List<InstanceSettings> servesAsLastResort() {
        var plain = InstanceBuilder.instance("VI", VirtualHost.INTERFACE, Instances.VRID)
                .addresses(List.of("10.77.0.100/24"))
                .with(VirtualRouterOptions.PRIORITY, 200)
                .with(VirtualRouterOptions.INTERVAL, Instances.INTERVAL_NANOS)
                .in(InstanceOptions.TRACK, track -> track.named(TrackOptions.SCRIPTS, Cast.FAULT, _ -> {}))
                .build();
        return List.of(
                Cast.told(plain, plain.router(), new LastResortSettings(Set.of(Cast.FAULT), RETRY_NANOS), false));
    }

    @Test
    void hasTheAddressesOneRetryAfterTheLastResortThoughItReplacesNobody() {
        var sick = stage.node(servesAsLastResort());
        var healthy =
                stage.plainNode(List.of(Instances.withPriority(100).nopreempt().settings()));
        sick.health().raiseFault();
        sick.start();
        stage.run(Durations.SECOND);
        assertThat(sick.lastResort()).isTrue();

        healthy.start();
        stage.run(Durations.SECOND);
        assertThat(healthy.state()).isEqualTo(State.BACKUP);

        stage.run(RETRY_NANOS - Durations.SECOND);
        assertThat(healthy.machine().bound()).isTrue();
        assertThat(sick.machine().bound()).isFalse();
        stage.run(2 * RETRY_NANOS);
        assertThat(healthy.machine().bound()).isTrue();
        assertThat(sick.machine().bound()).isFalse();
    }

    @Test
    void ofAnotherVersionItIsNotHeardUntilBothSpeakTheSame() {
        var better = stage.node(version2(200));
        var lesser = stage.plainNode(version3(100));
        better.start();
        lesser.start();
        stage.run(5 * Durations.SECOND);
        assertThat(better.machine().bound()).isTrue();
        assertThat(lesser.machine().bound()).isTrue();

        better.reload(version3(200));
        stage.run(Durations.SECOND);
        assertThat(better.machine().bound()).isTrue();
        assertThat(lesser.machine().bound()).isFalse();
    }

    @Test
    void whatItHadWhenItWasKilledStaysUntilItIsStartedAgain() {
        var better = stage.plainNode(version3(200));
        var lesser = stage.node(version3(100));
        better.start();
        lesser.start();
        stage.run(5 * Durations.SECOND);
        better.crashAgent();
        stage.run(5 * Durations.SECOND);
        assertThat(better.leftBehind()).isTrue();
        assertThat(better.machine().bound()).isTrue();
        assertThat(lesser.machine().bound()).isTrue();

        better.start();
        stage.run(Durations.SECOND / 2);
        assertThat(better.machine().bound()).isFalse();
    }
}
