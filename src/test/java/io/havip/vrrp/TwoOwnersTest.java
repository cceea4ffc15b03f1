package io.havip.vrrp;

import static io.havip.vrrp.Cause.BETTER_HEARD;
import static io.havip.vrrp.Cause.STALL;
import static io.havip.vrrp.Scenario.ANNOUNCE;
import static io.havip.vrrp.Scenario.ANNOUNCE_AGAIN;
import static io.havip.vrrp.Scenario.REFRESH;
import static io.havip.vrrp.Scenario.RELEASE;
import static io.havip.vrrp.Scenario.active;
import static io.havip.vrrp.Scenario.transition;
import static io.havip.vrrp.State.ACTIVE;
import static io.havip.vrrp.State.BACKUP;
import static io.havip.vrrp.State.INITIALIZE;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.Event.PriorityChanged;
import io.havip.vrrp.Event.Stopped;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps a second owner short-lived: the lease, the step-down after a stall, the tie-break and the last word. */
class TwoOwnersTest {
    private static final Flavour FLAVOUR = Flavour.V3_IPV4;

    @ParameterizedTest
    @CsvSource({"10, 100, 2", "500, 1, 2", "501, 1, 3", "1000, 254, 4", "1000, 1, 4", "2000, 200, 7", "2000, 100, 8"})
    void leaseIsTheActiveDownIntervalInWholeSecondsAndAtLeastTwo(double intervalMillis, int priority, long seconds) {
        var settings = FLAVOUR.settings(priority).interval(Scenario.nanos(intervalMillis));
        assertThat(new VirtualRouter(settings.build()).leaseSeconds()).isEqualTo(seconds);
    }

    @Test
    void leaseIsRenewedLongBeforeItEndsButNotAtEveryAdvertisement() {
        var active = active(FLAVOUR, FLAVOUR.settings(100).interval(Scenario.nanos(100)));
        active.at(100).onDeadline().does(active.sends(100));
        active.at(200).onDeadline().does(active.sends(100));
        active.at(300).onDeadline().does(active.sends(100), REFRESH);
        active.at(400).onDeadline().does(active.sends(100));
        active.at(500).onDeadline().does(active.sends(100));
        active.at(600).onDeadline().does(active.sends(100), REFRESH);
    }

    /** At 3 s and priority 100, the lease of 11 s is only 0.17 s longer than the Active_Down_Interval. */
    @Test
    void whatIsLeftOfTheLeaseAlwaysOutlastsAToleratedStall() {
        var active = active(FLAVOUR, FLAVOUR.settings(100).interval(Scenario.nanos(3_000)));
        active.at(2_010).hears(50, 20).does(active.sends(100), REFRESH, ANNOUNCE_AGAIN);
        active.at(3_000).onDeadline().does(active.sends(100), REFRESH);
        active.at(13_000).onDeadline().does(active.sends(100), REFRESH);
    }

    @Test
    void leaseWithNothingToSpareIsRenewedAtEveryAdvertisementButNotBeforeItBegins() {
        var active = active(FLAVOUR, FLAVOUR.settings(128).interval(Scenario.nanos(2_000)));
        active.does(transition(BACKUP, ACTIVE, Cause.ACTIVE_DOWN, -7_000), active.sends(128), Scenario.TAKE, ANNOUNCE);
        active.at(1).hears(50, 20).does(active.sends(128), REFRESH);
    }

    @Test
    void activeThatStalledStepsDownBeforeItSendsAnything() {
        active(FLAVOUR, FLAVOUR.settings(100))
                .at(3_610)
                .onDeadline()
                .does(transition(ACTIVE, BACKUP, STALL, 0), RELEASE)
                .isThen(BACKUP)
                .waitsUntil(3_610 + 3_609.375);
    }

    @Test
    void activeThatWasAwakeInTimeGoesOn() {
        var active = active(FLAVOUR, FLAVOUR.settings(100));
        active.at(3_609).onDeadline().does(active.sends(100), REFRESH).isThen(ACTIVE);
    }

    @Test
    void activeThatStalledTakesALowerPriorityForItsSuccessorAndDoesNotAnswerIt() {
        active(FLAVOUR, FLAVOUR.settings(100))
                .at(5_000)
                .readsLate(50, 20, 4_000)
                .does(transition(ACTIVE, BACKUP, STALL, 0), RELEASE)
                .waitsUntil(5_000 + 3_609.375);
    }

    @Test
    void activeThatStalledFollowsABetterOneThatItFindsOnWakingUp() {
        active(FLAVOUR, FLAVOUR.settings(100))
                .at(5_000)
                .hears(150, 20)
                .does(transition(ACTIVE, BACKUP, STALL, 0), RELEASE)
                .at(5_400)
                .hears(150, 20)
                .waitsUntil(5_400 + 3_609.375);
    }

    @Test
    void activeThatStalledAndIsToldToStopHasNoRoleLeftToRelease() {
        active(FLAVOUR, FLAVOUR.settings(100))
                .at(5_000)
                .on(new Stopped())
                .does(
                        transition(ACTIVE, BACKUP, STALL, 0),
                        RELEASE,
                        transition(BACKUP, INITIALIZE, Cause.SHUTDOWN, 5_000));
    }

    /** Configured for 200, an Active's lease at 2 s is 7 s; at an effective 1 its Active_Down_Interval would be 7.99 s. */
    @Test
    void loweredPriorityDoesNotStretchAStallBeyondTheLease() {
        var active = active(FLAVOUR, FLAVOUR.settings(200).interval(Scenario.nanos(2_000)));
        active.on(new PriorityChanged(1))
                .at(7_500)
                .onDeadline()
                .does(transition(ACTIVE, BACKUP, STALL, 0), RELEASE)
                .isThen(BACKUP);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.127, 10.0.0.128", "127.255.255.255, 128.0.0.1", "fe80::7fff, fe80::8000", "10.0.1.0, 10.0.2.0"})
    void addressesAreComparedAsUnsignedNumbers(String lesser, String greater) {
        assertThat(stateAfterHearingAnEqual(lesser, greater)).isEqualTo(BACKUP);
        assertThat(stateAfterHearingAnEqual(greater, lesser)).isEqualTo(ACTIVE);
    }

    private static State stateAfterHearingAnEqual(String own, String other) {
        var router = new VirtualRouter(FLAVOUR.settings(100).build());
        router.handle(new Event.Started(InetAddress.ofLiteral(own)), 0);
        router.handle(new Event.DeadlineReached(), router.deadlineNanos());
        long now = router.deadlineNanos() - 1;
        var advertisement = new Advertisement(
                Version.V3, SettingsBuilder.VRID, 100, 1_000_000_000L, List.of(InetAddress.ofLiteral(other)));
        router.handle(new Event.AdvertisementHeard(advertisement, InetAddress.ofLiteral(other), now), now);
        return router.state();
    }

    @Test
    void winnerAnnouncesAgainWhenItHearsOfAnotherOwner() {
        var active = active(FLAVOUR, FLAVOUR.settings(100));
        active.at(1_000).onDeadline();
        active.at(1_500).hears(50, 20).does(active.sends(100), REFRESH, ANNOUNCE_AGAIN);
    }

    @Test
    void winnerAnnouncesAgainWhenAnotherOwnerReleases() {
        var active = active(FLAVOUR, FLAVOUR.settings(100));
        active.at(1_000).onDeadline();
        active.at(1_500).hears(0, 20).does(active.sends(100), REFRESH, ANNOUNCE_AGAIN);
    }

    @Test
    void winnerAnnouncesAtMostOnceASecondButNeverForgetsTo() {
        var active = active(FLAVOUR, FLAVOUR.settings(100).interval(Scenario.nanos(300)));
        active.at(100).hears(50, 20).does(active.sends(100));
        active.at(300).onDeadline().does(active.sends(100), REFRESH);
        active.at(600).onDeadline().does(active.sends(100), REFRESH);
        active.at(900).onDeadline().does(active.sends(100), REFRESH);
        active.at(1_200).onDeadline().does(active.sends(100), REFRESH, ANNOUNCE_AGAIN);
        active.at(1_500).onDeadline().does(active.sends(100), REFRESH);
        active.at(2_400).onDeadline().does(active.sends(100), REFRESH);
    }

    @Test
    void loserHasTheLastWordSoThatTheWinnerHearsOfIt() {
        var loser = active(FLAVOUR, FLAVOUR.settings(100));
        loser.at(300)
                .hears(150, 20)
                .does(transition(ACTIVE, BACKUP, BETTER_HEARD, 300), loser.sends(100), RELEASE)
                .at(400)
                .hears(150, 20)
                .doesNothing();
    }
}
