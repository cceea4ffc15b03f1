package io.havip.vrrp;

import static io.havip.vrrp.Scenario.nanos;
import static io.havip.vrrp.Scenario.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.Event.AdvertisementHeard;
import io.havip.vrrp.Event.DeadlineReached;
import io.havip.vrrp.Event.Started;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a router says that it waited for, when it has just become Active. Priority 100, 1 s. */
class WaitTest {
    private static final long SKEW = nanos(609.375);
    private static final long DOWN = nanos(3_609.375);

    private VirtualRouter router(Flavour flavour, long delayNanos) {
        var router =
                new VirtualRouter(flavour.settings(100).preemptDelay(delayNanos).build());
        router.handle(new Started(flavour.host(10)), 0);
        return router;
    }

    private static void hear(VirtualRouter router, Flavour flavour, double millis, int priority) {
        var advertisement = router.settings().advertisement(priority);
        router.handle(new AdvertisementHeard(advertisement, flavour.host(20), nanos(millis)), nanos(millis));
    }

    private static Wait takeover(VirtualRouter router) {
        router.handle(new DeadlineReached(), router.deadlineNanos());
        assertThat(router.state()).isEqualTo(State.ACTIVE);
        return router.waiting();
    }

    @ParameterizedTest
    @EnumSource
    void theSilenceOfTheActiveOne(Flavour flavour) {
        var router = router(flavour, 0);
        hear(router, flavour, 500, 200);

        assertThat(takeover(router))
                .isEqualTo(new Wait(nanos(1_000), SKEW, DOWN, nanos(500), nanos(500) + DOWN, VirtualRouter.NEVER, 0));
    }

    @ParameterizedTest
    @EnumSource
    void theSkewTimeAfterARelease(Flavour flavour) {
        var router = router(flavour, 0);
        hear(router, flavour, 500, 200);
        hear(router, flavour, 700, 0);

        assertThat(takeover(router).dueNanos()).isEqualTo(nanos(700) + SKEW);
    }

    @ParameterizedTest
    @EnumSource
    void theTimerThatLowerPrioritiesLeaveAlone(Flavour flavour) {
        var router = router(flavour, 0);
        hear(router, flavour, 500, 50);

        assertThat(takeover(router)).isEqualTo(new Wait(nanos(1_000), SKEW, DOWN, 0, DOWN, nanos(500), 0));
    }

    @ParameterizedTest
    @EnumSource
    void thePreemptDelay(Flavour flavour) {
        var router = router(flavour, nanos(2_000));
        for (double millis = 500; millis < 6_000; millis += 500) {
            hear(router, flavour, millis, 50);
        }

        var wait = takeover(router);

        assertThat(wait.preemptDelayNanos()).isEqualTo(nanos(2_000));
        assertThat(wait.lowerSinceNanos()).isEqualTo(nanos(500));
        assertThat(wait.dueNanos()).isEqualTo(nanos(2_000) + DOWN);
    }

    @Test
    void aBackupKnowsWhenItWouldTakeOverAndNobodyElseDoes() {
        var backup =
                started(Flavour.V3_IPV4, Flavour.V3_IPV4.settings(128)).at(100).hears(200, 20, 2_000);
        assertThat(backup.router().activeDownIntervalNanos()).isEqualTo(nanos(6_000 + 1_000));
        assertThat(backup.router().takeoverNanos()).isEqualTo(nanos(100 + 7_000));
        assertThat(backup.router().triesFirst(nanos(100))).isFalse();

        backup.atDeadline().onDeadline().isThen(State.ACTIVE);
        assertThat(backup.router().takeoverNanos()).isEqualTo(VirtualRouter.NEVER);
    }

    @Test
    void whoTakesNoPartFollowsNobody() {
        var backup =
                started(Flavour.V3_IPV4, Flavour.V3_IPV4.settings(128)).at(100).hears(200, 20);
        assertThat(backup.router().activePeer()).contains(new Peer(Flavour.V3_IPV4.host(20), 200));

        backup.at(200).hears(180, 20);
        assertThat(backup.router().activePeer()).contains(new Peer(Flavour.V3_IPV4.host(20), 180));
        backup.at(300).hears(180, 21);
        assertThat(backup.router().activePeer()).contains(new Peer(Flavour.V3_IPV4.host(21), 180));

        backup.at(400).on(new Event.FaultRaised(nanos(400)));
        assertThat(backup.router().activePeer()).isEmpty();
    }
}
