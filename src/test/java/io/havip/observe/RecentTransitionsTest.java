package io.havip.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.linux.Clock;
import io.havip.observe.TransitionReport.Phase;
import io.havip.vrrp.Action;
import io.havip.vrrp.Cause;
import io.havip.vrrp.Family;
import io.havip.vrrp.State;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RecentTransitionsTest {
    private static final long BOUND_NANOS = 4_000_000_000L;

    private final Meters meters = new Meters(Clock.MACHINE, false);
    private final VirtualRouterMeters router = meters.virtualRouter(
            new InstanceStatus.Identity("web", 51, "eth0", Family.IPV4, 100, 0, List.of(), List.of()),
            () -> InstanceStatus.initial(100, 0));

    @Test
    void thereAreNoneBeforeTheFirst() {
        assertThat(scrape()).doesNotContain("havip_vrrp_recent_transition");
    }

    @Test
    void theFifthTakesTheSlotOfTheFirst() {
        for (int number = 1; number <= 5; number++) {
            router.transition(takeover(number, number * 1_000_000_000L));
        }

        assertThat(scrape().lines().filter(line -> line.startsWith("havip_vrrp_recent_transition_timestamp_seconds")))
                .extracting(line -> line.replaceFirst(".*cause=\"(\\w+)\".*slot=\"(\\d)\".*} (.*)", "$2 $1 $3"))
                .containsExactlyInAnyOrder(
                        "0 active_down 5.0", "1 active_down 2.0", "2 active_down 3.0", "3 active_down 4.0");
        assertThat(router.report(router.status()).lastTransition())
                .hasValueSatisfying(last -> assertThat(last.atEpochMillis()).isEqualTo(5_000));
    }

    @Test
    void eachTellsItsPhasesAndWhetherItKeptItsBound() {
        router.transition(takeover(1, BOUND_NANOS));
        router.transition(takeover(2, BOUND_NANOS + 1_000_000_000));

        assertThat(scrape())
                .containsPattern("recent_transition_within_bound\\{.*slot=\"0\".*} 1.0\n")
                .containsPattern("recent_transition_within_bound\\{.*slot=\"1\".*} 0.0\n")
                .containsPattern("recent_transition_phase_seconds\\{.*phase=\"detection\",slot=\"1\".*} 5.0\n")
                .containsPattern("recent_transition_seconds\\{.*slot=\"1\".*} 5.0\n");
    }

    @Test
    void whatOneHasNotIsToldAsNothingAndNotLeftToTheFormerOneInItsSlot() {
        var first = takeover(1, BOUND_NANOS, OptionalLong.of(BOUND_NANOS));
        router.transition(first);
        router.followed(first, Map.of(Phase.FIRST_TRAFFIC, 1_000_000_000L));
        for (int number = 2; number <= 5; number++) {
            router.transition(takeover(number, BOUND_NANOS, OptionalLong.empty()));
        }

        assertThat(scrape())
                .containsPattern("recent_transition_within_bound\\{.*slot=\"0\".*} NaN\n")
                .containsPattern("recent_transition_phase_seconds\\{.*phase=\"first_traffic\",slot=\"0\".*} NaN\n");
    }

    @Test
    void trafficThatComesLaterCompletesTheTransitionItFollowsAndIsNoPartOfTheWhole() {
        var first = takeover(1, 1_000_000_000);
        router.transition(first);
        router.transition(takeover(2, 2_000_000_000));
        router.followed(first, Map.of(Phase.FIRST_TRAFFIC, 3_000_000_000L));

        assertThat(scrape())
                .containsPattern("recent_transition_phase_seconds\\{.*phase=\"first_traffic\",slot=\"0\".*} 3.0\n")
                .containsPattern("recent_transition_phase_seconds\\{.*phase=\"first_traffic\",slot=\"1\".*} NaN\n")
                .containsPattern("recent_transition_seconds\\{.*slot=\"0\".*} 1.0\n")
                .containsPattern("transition_phase_seconds_sum\\{.*phase=\"first_traffic\".*} 3.0\n")
                .containsPattern("transition_phase_seconds_count\\{.*phase=\"first_traffic\".*} 1.0\n")
                .containsPattern("havip_vrrp_transition_seconds_sum\\{.*} 3.0\n");
    }

    @Test
    void trafficOfATransitionThatIsNoLongerToldOfIsCountedAllTheSame() {
        var first = takeover(1, 1_000_000_000);
        router.transition(first);
        for (int number = 2; number <= 5; number++) {
            router.transition(takeover(number, 1_000_000_000));
        }
        router.followed(first, Map.of(Phase.FIRST_TRAFFIC, 1L));

        assertThat(scrape())
                .doesNotContainPattern("recent_transition_phase_seconds\\{.*phase=\"first_traffic\".*} [0-9]")
                .containsPattern("transition_phase_seconds_count\\{.*phase=\"first_traffic\".*} 1.0\n");
    }

    @Test
    void whatOnlyACloudCanSayIsThereInACloudAlone() {
        assertThat(scrape())
                .contains("finding=\"peer_silent\"")
                .doesNotContain("finding=\"cloud_")
                .doesNotContain("phase=\"api_call\"");

        router.heldBy(List::of, Clock.MACHINE);

        assertThat(scrape()).contains("finding=\"cloud_wrong_holder\"").contains("phase=\"api_call\"");
    }

    /** Readers that are no Prometheus count on it. */
    @Test
    void labelsStandInTheOrderOfTheirNames() {
        router.transition(takeover(1, BOUND_NANOS));

        assertThat(scrape())
                .contains("havip_vrrp_transitions_total{cause=\"active_down\",family=\"ipv4\",from=\"backup\","
                        + "interface=\"eth0\",to=\"active\",vrid=\"51\",vrrp_instance=\"web\"} 1.0\n");
    }

    private static TransitionReport takeover(int second, long detectionNanos) {
        return takeover(second, detectionNanos, OptionalLong.of(BOUND_NANOS));
    }

    private static TransitionReport takeover(int second, long detectionNanos, OptionalLong boundNanos) {
        return new TransitionReport(
                "web",
                new Action.Transition(State.BACKUP, State.ACTIVE, Cause.ACTIVE_DOWN, 0),
                "",
                second * 1_000L,
                Map.of(Phase.DETECTION, detectionNanos),
                boundNanos,
                Known.nothing());
    }

    private String scrape() {
        var scrape = new ByteArrayOutputStream();
        meters.write(scrape, MetricsFormat.TEXT);
        return scrape.toString(StandardCharsets.UTF_8);
    }
}
