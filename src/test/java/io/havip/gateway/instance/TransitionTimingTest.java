package io.havip.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.gateway.host.Host;
import io.havip.linux.Clock;
import io.havip.observe.InstanceStatus;
import io.havip.observe.Known;
import io.havip.observe.Meters;
import io.havip.observe.TransitionReport;
import io.havip.observe.TransitionReport.Phase;
import io.havip.observe.VirtualRouterMeters;
import io.havip.testing.QuietReporter;
import io.havip.vrrp.Action.Transition;
import io.havip.vrrp.Cause;
import io.havip.vrrp.Family;
import io.havip.vrrp.State;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is told of a takeover, in whatever order its ends are seen. */
class TransitionTimingTest {
    private static final InetAddress VIP = InetAddress.ofLiteral("10.77.0.100");
    private static final long MILLI = 1_000_000L;

    private final List<String> told = new ArrayList<>();
    private long nowNanos = 1_000 * MILLI;
    private final TransitionTiming timing = timing();

    private void conclude() {
        timing.conclude("", Known.nothing(InstanceStatus.initial(100, 0)));
    }

    @Test
    void whatIsAnnouncedBeforeTheLoopIsDoneIsToldThenWithTheTimesThatItTook() {
        timing.announces();
        nowNanos += MILLI;
        timing.announced();
        assertThat(told).isEmpty();

        nowNanos += MILLI;
        conclude();
        assertThat(told).containsExactly("ACTIVE announced after 1");
    }

    @Test
    void trafficIsToldAfterTheTransitionThatItCompletes() {
        timing.announces();
        conclude();
        nowNanos += 2 * MILLI;
        timing.announced();
        assertThat(told).containsExactly("ACTIVE announced after 2");

        timing.arrived(VIP, timing.decidedAtNanos() + 3 * MILLI);
        assertThat(told).containsExactly("ACTIVE announced after 2", "ACTIVE traffic for 10.77.0.100 after 3");
    }

    @Test
    void trafficThatIsFasterThanTheAnnouncementsWaitsForThem() {
        timing.announces();
        conclude();
        timing.arrived(VIP, timing.decidedAtNanos() + MILLI);
        assertThat(told).isEmpty();

        nowNanos += 7 * MILLI;
        timing.announced();
        assertThat(told).containsExactly("ACTIVE announced after 7", "ACTIVE traffic for 10.77.0.100 after 1");
    }

    @Test
    void whatTheCloudSaysIsToldOnceTheTransitionIs() {
        timing.announces();
        conclude();
        timing.verified("10.77.0.100", OptionalLong.of(MILLI), OptionalLong.of(2 * MILLI), 3 * MILLI);
        timing.verified("10.77.0.101", OptionalLong.empty(), OptionalLong.empty(), MILLI);
        assertThat(told).isEmpty();

        nowNanos += 7 * MILLI;
        timing.announced();
        assertThat(told)
                .containsExactly(
                        "ACTIVE announced after 7",
                        "10.77.0.100 {API_CALL=1000000, API_EFFECT=2000000, VERIFIED=3000000}",
                        "10.77.0.101 {VERIFIED=1000000}");
    }

    private TransitionTiming timing() {
        var host = (Host) Proxy.newProxyInstance(
                Host.class.getClassLoader(), new Class<?>[] {Host.class}, (_, method, _) -> switch (method.getName()) {
                    case "nanos" -> nowNanos;
                    case "epochMillis" -> 0L;
                    case "reporter" -> new Told();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        var identity = new InstanceStatus.Identity("web", 51, "eth0", Family.IPV4, 100, 0, List.of(), List.of());
        var status = InstanceStatus.initial(100, 0);
        return new TransitionTiming(
                host,
                new Meters(Clock.MACHINE, false).virtualRouter(identity, () -> status),
                "web",
                new Transition(State.BACKUP, State.ACTIVE, Cause.ACTIVE_DOWN, nowNanos));
    }

    private final class Told extends QuietReporter {
        @Override
        public void transition(VirtualRouterMeters meters, TransitionReport report) {
            told.add(report.to() + " announced after " + report.phaseNanos().get(Phase.ANNOUNCE) / MILLI);
        }

        @Override
        public void firstTraffic(
                VirtualRouterMeters meters, TransitionReport report, InetAddress address, long sinceDecisionNanos) {
            told.add(report.to() + " traffic for " + address.getHostAddress() + " after " + sinceDecisionNanos / MILLI);
        }

        @Override
        public void verified(
                VirtualRouterMeters meters, TransitionReport report, String address, Map<Phase, Long> sinceDecision) {
            told.add(address + " " + sinceDecision);
        }
    }
}
