package io.havip.vrrp;

import static io.havip.vrrp.Cause.ACTIVE_DOWN;
import static io.havip.vrrp.Cause.BETTER_HEARD;
import static io.havip.vrrp.Cause.PREEMPTION;
import static io.havip.vrrp.Cause.RELEASE_HEARD;
import static io.havip.vrrp.Cause.SEND_REFUSED;
import static io.havip.vrrp.Cause.UNHEARD;
import static io.havip.vrrp.Scenario.ANNOUNCE;
import static io.havip.vrrp.Scenario.ANNOUNCE_AGAIN;
import static io.havip.vrrp.Scenario.REFRESH;
import static io.havip.vrrp.Scenario.RELEASE;
import static io.havip.vrrp.Scenario.TAKE;
import static io.havip.vrrp.Scenario.active;
import static io.havip.vrrp.Scenario.nanos;
import static io.havip.vrrp.Scenario.transition;
import static io.havip.vrrp.State.ACTIVE;
import static io.havip.vrrp.State.BACKUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.VirtualRouterSettings.Reaction;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What an Active makes of it that its advertisements don't leave, or are not heard. Of priority 100, at an interval of a second,
 * its Active_Down_Interval is 3,609 ms; that of the other one, of priority 50, is 3,805 ms.
 */
class AudibilityTest {
    private static final Flavour FLAVOUR = Flavour.V3_IPV4;
    private static final int OTHER = 20;

    /** Active since 0, which has advertised each second until then, each time in vain. */
    private static Scenario refusedUntil(SettingsBuilder settings, int seconds) {
        var active = active(FLAVOUR, settings).refused();
        for (int second = 1; second <= seconds; second++) {
            active.at(second * 1_000)
                    .onDeadline()
                    .does(active.sends(100), REFRESH)
                    .refused();
        }
        return active;
    }

    /** Has yielded, at 3,700 ms, because nothing had left since 0, to one that advertises each second. */
    private static Scenario yielded(SettingsBuilder settings) {
        return refusedUntil(settings, 3).at(3_700).hears(50, OTHER).isThen(BACKUP);
    }

    /** Hears the other one each second after a time, up to another. */
    private static Scenario hears(Scenario scenario, int afterMillis, int untilMillis) {
        for (int at = afterMillis + 1_000; at <= untilMillis; at += 1_000) {
            scenario.at(at).hears(50, OTHER).doesNothing();
        }
        return scenario;
    }

    @Nested
    class Refused {
        @Test
        void keepsTheAddressWhileItIsAlone() {
            refusedUntil(FLAVOUR.settings(100), 60).isThen(ACTIVE);
        }

        @Test
        void yieldsToWhomeverItHearsOnceNothingHasLeftForItsActiveDownInterval() {
            var active = refusedUntil(FLAVOUR.settings(100), 3);
            active.at(3_600)
                    .hears(50, OTHER)
                    .does(active.sends(100), REFRESH)
                    .isThen(ACTIVE)
                    .refused();
            active.at(3_610)
                    .hears(50, OTHER)
                    .does(transition(ACTIVE, BACKUP, SEND_REFUSED, 3_610), RELEASE)
                    .isThen(BACKUP)
                    .waitsUntil(3_610 + 3_609.375);
            assertThat(active.router().activePeer()).contains(new Peer(FLAVOUR.host(OTHER), 50));
        }

        @Test
        void ownerYieldsToo() {
            var owner = Scenario.started(FLAVOUR, FLAVOUR.settings(255)).refused();
            for (int second = 1; second <= 3; second++) {
                owner.at(second * 1_000).onDeadline().refused();
            }
            owner.at(3_500).hears(50, OTHER).isThen(BACKUP);
        }

        @Test
        void evenOneThatIgnoresOthersYieldsAndIsBackOnceItCanSend() {
            var owner = Scenario.started(FLAVOUR, FLAVOUR.settings(255).with(Reaction.IGNORES_OTHERS))
                    .refused();
            for (int second = 1; second <= 3; second++) {
                owner.at(second * 1_000).onDeadline().refused();
            }
            owner.at(2_900).hears(50, OTHER).isThen(ACTIVE);
            owner.at(3_500).hears(50, OTHER).isThen(BACKUP);
            hears(owner, 3_500, 6_500);
            owner.at(7_500).hears(50, OTHER).doesNothing();
            owner.at(7_500).onDeadline().does(owner.sends(255)).isThen(BACKUP).left();
            owner.at(7_500).onDeadline().isThen(ACTIVE);
        }

        @Test
        void oneThatLeavesCountsForAnotherActiveDownInterval() {
            var active = refusedUntil(FLAVOUR.settings(100), 2);
            active.at(3_000).onDeadline().left();
            active.at(4_000).onDeadline().refused();
            active.at(6_000).hears(50, OTHER).isThen(ACTIVE);
        }

        @Test
        void noReleaseIsYieldedTo() {
            refusedUntil(FLAVOUR.settings(100), 4).at(4_100).hears(0, OTHER).isThen(ACTIVE);
        }

        @Test
        void aBetterOneIsYieldedToAsEver() {
            var active = refusedUntil(FLAVOUR.settings(100), 4);
            active.at(4_100)
                    .hears(150, OTHER)
                    .does(transition(ACTIVE, BACKUP, BETTER_HEARD, 4_100), active.sends(100), RELEASE);
        }

        @Test
        void doesNotAnnounceAgainWhatItMayHaveToLeave() {
            var active = refusedUntil(FLAVOUR.settings(100), 2);
            active.at(2_500).hears(50, OTHER).does(active.sends(100), REFRESH).refused();
            active.at(3_000).onDeadline().does(active.sends(100), REFRESH).left();
            active.at(4_000).onDeadline().does(active.sends(100), REFRESH, ANNOUNCE_AGAIN);
        }

        @Test
        void thenTriesOnceInAnActiveDownIntervalInsteadOfPreempting() {
            var backup = hears(yielded(FLAVOUR.settings(100)), 3_700, 6_700);
            backup.at(7_700)
                    .hears(50, OTHER)
                    .doesNothing()
                    .waitsUntil(7_700)
                    .onDeadline()
                    .does(backup.sends(100))
                    .refused()
                    .doesNothing()
                    .isThen(BACKUP)
                    .waitsUntil(7_700 + 3_609.375);
            hears(backup, 7_700, 10_700);
            backup.at(11_700).hears(50, OTHER).onDeadline().does(backup.sends(100));
        }

        @Test
        void takesOverAtOnceWhenItsTrialLeaves() {
            var backup = hears(yielded(FLAVOUR.settings(100)), 3_700, 6_700);
            backup.at(7_700)
                    .hears(50, OTHER)
                    .onDeadline()
                    .left()
                    .waitsUntil(7_700)
                    .onDeadline()
                    .does(transition(BACKUP, ACTIVE, PREEMPTION, 7_700), backup.sends(100), TAKE, ANNOUNCE);
        }

        @Test
        void doesNotTryWhereItWouldNotPreempt() {
            hears(yielded(FLAVOUR.settings(100).nopreempt()), 3_700, 60_700).isThen(BACKUP);
        }

        @Test
        void takesOverInVainWhenTheOtherOneIsGoneAndYieldsAtOnceWhenThatIsBack() {
            var backup = yielded(FLAVOUR.settings(100));
            backup.atDeadline()
                    .onDeadline()
                    .does(transition(BACKUP, ACTIVE, ACTIVE_DOWN, 3_700), backup.sends(100), TAKE, ANNOUNCE)
                    .refused();
            backup.at(7_500).hears(50, OTHER).does(transition(ACTIVE, BACKUP, SEND_REFUSED, 7_500), RELEASE);
        }
    }

    @Nested
    class Unheard {
        /** Has sent, and heard the other one, each second; the last that the other one said was heard 100 ms after that. */
        private Scenario sendsAndHears(SettingsBuilder settings, int seconds) {
            var active = active(FLAVOUR, settings).left();
            active.at(100).hears(50, OTHER).left();
            for (int second = 1; second <= seconds; second++) {
                active.at(second * 1_000).onDeadline().left();
                active.at(second * 1_000 + 100).hears(50, OTHER);
            }
            return active;
        }

        @Test
        void oneThatGoesOnForLongerThanItsActiveDownIntervalDoesNotHearUs() {
            var brief = sendsAndHears(FLAVOUR.settings(100), 3);
            assertThat(brief.router().unheardBy(nanos(3_200))).isEmpty();

            var active = sendsAndHears(FLAVOUR.settings(100), 4).isThen(ACTIVE);
            assertThat(active.router().unheardBy(nanos(4_200))).contains(new Peer(FLAVOUR.host(OTHER), 50));
        }

        @Test
        void oneThatHasFallenSilentIsNoLongerMeant() {
            var active = sendsAndHears(FLAVOUR.settings(100), 4);

            assertThat(active.router().unheardBy(nanos(4_100 + 3_806))).isEmpty();
        }

        @Test
        void whatWasRefusedCouldNotBeHeard() {
            var active = sendsAndHears(FLAVOUR.settings(100), 4).refused();

            assertThat(active.router().unheardBy(nanos(4_200))).isEmpty();
        }

        @Test
        void aThirdOneInBetweenHidesNothing() {
            var active = active(FLAVOUR, FLAVOUR.settings(100)).left();
            for (int second = 0; second <= 4; second++) {
                active.at(second * 1_000).onDeadline().left();
                active.at(second * 1_000 + 100).hears(50, OTHER).left();
                active.at(second * 1_000 + 200).hears(60, 30).left();
            }

            assertThat(active.router().unheardBy(nanos(4_300))).contains(new Peer(FLAVOUR.host(OTHER), 50));
        }

        @Test
        void isYieldedToWhereThatIsWanted() {
            var active = sendsAndHears(FLAVOUR.settings(100).with(Reaction.YIELDS_UNHEARD), 3);
            active.at(4_000).onDeadline().left();

            active.at(4_100)
                    .hears(50, OTHER)
                    .does(transition(ACTIVE, BACKUP, UNHEARD, 4_100), RELEASE)
                    .isThen(BACKUP);
        }

        @Test
        void whoIsNoLongerToYieldPreemptsAsEver() {
            var backup = sendsAndHears(FLAVOUR.settings(100).with(Reaction.YIELDS_UNHEARD), 4)
                    .isThen(BACKUP);
            backup.at(4_100).on(new Event.Reconfigured(FLAVOUR.settings(100).build(), 100));
            hears(backup, 4_200, 8_200);

            assertThat(backup.router().triesFirst(nanos(8_200))).isFalse();
        }

        @Test
        void thenATrialIsNotTrustedUntilTheOtherOneFallsSilent() {
            var backup = sendsAndHears(FLAVOUR.settings(100).with(Reaction.YIELDS_UNHEARD), 4)
                    .isThen(BACKUP);
            hears(backup, 4_100, 7_100);
            backup.at(8_100)
                    .hears(50, OTHER)
                    .onDeadline()
                    .does(backup.sends(100))
                    .left()
                    .isThen(BACKUP);

            for (int at = 9_100; at <= 11_100; at += 1_000) {
                backup.waitsUntil(at)
                        .at(at)
                        .onDeadline()
                        .does(backup.sends(100))
                        .left();
            }
            backup.waitsUntil(8_100 + 3_609.375)
                    .atDeadline()
                    .onDeadline()
                    .does(transition(BACKUP, ACTIVE, ACTIVE_DOWN, 8_100), backup.sends(100), TAKE, ANNOUNCE);
        }

        /** It would take over again before its silence has lasted for what its longer interval asks for. */
        @Test
        void whoeverYieldsToTheTrialIsHeldBackByIt() {
            var backup = sendsAndHears(FLAVOUR.settings(100).with(Reaction.YIELDS_UNHEARD), 4);
            hears(backup, 4_100, 7_100);
            backup.at(8_100).hears(50, OTHER).onDeadline().left();

            backup.at(8_110)
                    .hears(50, OTHER)
                    .waitsUntil(9_100)
                    .at(9_100)
                    .onDeadline()
                    .does(backup.sends(100));
        }

        /** Whoever was faster would yield to the trial, and nobody would have the addresses. */
        @Test
        void whoIsToSucceedOneThatReleasesDoesNotTryFirst() {
            var backup = sendsAndHears(FLAVOUR.settings(100).with(Reaction.YIELDS_UNHEARD), 4)
                    .isThen(BACKUP);
            backup.at(8_000).hears(0, OTHER);

            backup.at(8_600)
                    .hears(50, OTHER + 1)
                    .waitsUntil(8_609.375)
                    .atDeadline()
                    .onDeadline()
                    .does(transition(BACKUP, ACTIVE, RELEASE_HEARD, 8_000), backup.sends(100), TAKE, ANNOUNCE);
        }

        @Test
        void whoeverGoesOnEndsTheTrial() {
            var backup = sendsAndHears(FLAVOUR.settings(100).with(Reaction.YIELDS_UNHEARD), 4);
            hears(backup, 4_100, 7_100);
            backup.at(8_100).hears(50, OTHER).onDeadline().left();

            backup.at(8_110).hears(50, OTHER).at(8_600).hears(50, OTHER).waitsUntil(8_600 + 3_609.375);
        }
    }
}
