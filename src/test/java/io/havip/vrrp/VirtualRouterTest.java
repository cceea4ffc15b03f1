package io.havip.vrrp;

import static io.havip.vrrp.Cause.ACTIVE_DOWN;
import static io.havip.vrrp.Cause.BETTER_HEARD;
import static io.havip.vrrp.Cause.PREEMPTION;
import static io.havip.vrrp.Cause.RELEASE_HEARD;
import static io.havip.vrrp.Cause.SHUTDOWN;
import static io.havip.vrrp.Cause.STARTUP;
import static io.havip.vrrp.Scenario.ANNOUNCE;
import static io.havip.vrrp.Scenario.REFRESH;
import static io.havip.vrrp.Scenario.RELEASE;
import static io.havip.vrrp.Scenario.TAKE;
import static io.havip.vrrp.Scenario.active;
import static io.havip.vrrp.Scenario.initialize;
import static io.havip.vrrp.Scenario.started;
import static io.havip.vrrp.Scenario.transition;
import static io.havip.vrrp.State.ACTIVE;
import static io.havip.vrrp.State.BACKUP;
import static io.havip.vrrp.State.INITIALIZE;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.Event.PriorityChanged;
import io.havip.vrrp.Event.Started;
import io.havip.vrrp.Event.Stopped;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The state machine, in the order of RFC 9568 section 6.4. The interval is 1 s; the router under test is host 10 and has
 * priority 100 where nothing else is said: Skew_Time 609.375 ms, Active_Down_Interval 3609.375 ms.
 */
@ParameterizedClass
@EnumSource(Flavour.class)
class VirtualRouterTest {
    private static final int RELEASE_PRIORITY = 0;

    @Parameter
    private Flavour flavour;

    @Nested
    class Initialize {
        @Test
        void ownerBecomesActiveAtOnce() {
            var owner = initialize(flavour, flavour.settings(255));
            owner.at(0)
                    .on(new Started(flavour.host(10)))
                    .does(transition(INITIALIZE, ACTIVE, STARTUP, 0), owner.sends(255), TAKE, ANNOUNCE)
                    .isThen(ACTIVE)
                    .waitsUntil(1_000);
        }

        @Test
        void everyoneElseListensFirst() {
            initialize(flavour, flavour.settings(100))
                    .at(0)
                    .on(new Started(flavour.host(10)))
                    .does(transition(INITIALIZE, BACKUP, STARTUP, 0))
                    .isThen(BACKUP)
                    .waitsUntil(3_609.375);
        }

        @Test
        void advertisementsMeanNothing() {
            initialize(flavour, flavour.settings(100))
                    .at(5)
                    .hears(50, 20)
                    .doesNothing()
                    .isThen(INITIALIZE)
                    .waitsForNothing();
        }

        @Test
        void priorityMayMoveBeforeTheStart() {
            initialize(flavour, flavour.settings(100))
                    .at(0)
                    .on(new PriorityChanged(200))
                    .doesNothing()
                    .on(new Started(flavour.host(10)))
                    .waitsUntil(3_218.75);
        }
    }

    @Nested
    class Backup {
        @Test
        void takesOverWhenTheActiveDownTimerFires() {
            var backup = started(flavour, flavour.settings(100)).at(400).hears(150, 20);
            backup.at(4_009.375)
                    .onDeadline()
                    .does(transition(BACKUP, ACTIVE, ACTIVE_DOWN, 400), backup.sends(100), TAKE, ANNOUNCE)
                    .isThen(ACTIVE)
                    .waitsUntil(5_007.8125);
        }

        @Test
        void doesNothingBeforeTheDeadline() {
            started(flavour, flavour.settings(100))
                    .at(3_609)
                    .onDeadline()
                    .doesNothing()
                    .isThen(BACKUP)
                    .waitsUntil(3_609.375);
        }

        @Test
        void waitsOnlyTheSkewTimeAfterARelease() {
            var backup = started(flavour, flavour.settings(100)).at(400).hears(150, 20);
            backup.at(1_000)
                    .hears(RELEASE_PRIORITY, 20)
                    .doesNothing()
                    .isThen(BACKUP)
                    .waitsUntil(1_609.375)
                    .atDeadline()
                    .onDeadline()
                    .does(transition(BACKUP, ACTIVE, RELEASE_HEARD, 1_000), backup.sends(100), TAKE, ANNOUNCE);
        }

        @Test
        void followsWhoeverTakesOverAfterARelease() {
            started(flavour, flavour.settings(100))
                    .at(1_000)
                    .hears(RELEASE_PRIORITY, 20)
                    .at(1_300)
                    .hears(150, 30)
                    .doesNothing()
                    .waitsUntil(4_909.375);
        }

        @Test
        void followsAHigherPriority() {
            started(flavour, flavour.settings(100))
                    .at(400)
                    .hears(150, 20)
                    .doesNothing()
                    .isThen(BACKUP)
                    .waitsUntil(4_009.375);
        }

        @Test
        void followsAnEqualPriorityWhateverItsAddress() {
            started(flavour, flavour.settings(100)).at(400).hears(100, 5).waitsUntil(4_009.375);
        }

        @Test
        void discardsALowerPriorityAndSoReplacesIt() {
            var backup = started(flavour, flavour.settings(100));
            backup.at(400)
                    .hears(99, 20)
                    .doesNothing()
                    .waitsUntil(3_609.375)
                    .at(3_400)
                    .hears(99, 20)
                    .doesNothing()
                    .waitsUntil(3_609.375)
                    .atDeadline()
                    .onDeadline()
                    .does(transition(BACKUP, ACTIVE, PREEMPTION, 400), backup.sends(100), TAKE, ANNOUNCE);
        }

        @Test
        void followsALowerPriorityWhenPreemptionIsOff() {
            started(flavour, flavour.settings(100).nopreempt())
                    .at(400)
                    .hears(99, 20)
                    .doesNothing()
                    .waitsUntil(4_009.375);
        }

        @Test
        void ownerReplacesAnyoneEvenWhenPreemptionIsOff() {
            var owner = started(flavour, flavour.settings(255).nopreempt());
            owner.at(500)
                    .hears(255, 20)
                    .isThen(BACKUP)
                    .at(600)
                    .hears(254, 30)
                    .doesNothing()
                    .waitsUntil(500 + 3_003.90625);
        }

        @Test
        void namesTheActiveThatItFollows() {
            var backup = started(flavour, flavour.settings(100));
            assertThat(backup.router().activePeer()).isEmpty();
            backup.at(400).hears(150, 20);
            assertThat(backup.router().activePeer()).contains(new Peer(flavour.host(20), 150));
            backup.atDeadline().onDeadline();
            assertThat(backup.router().activePeer()).isEmpty();
        }

        @Test
        void countsSilenceFromTheKernelsReceiveTime() {
            started(flavour, flavour.settings(100))
                    .at(3_700)
                    .readsLate(150, 20, 3_000)
                    .waitsUntil(6_609.375);
        }

        @Test
        void movesItsTimerWithItsPriority() {
            started(flavour, flavour.settings(100))
                    .at(400)
                    .hears(250, 20)
                    .at(500)
                    .on(new PriorityChanged(200))
                    .doesNothing()
                    .waitsUntil(400 + 3_218.75)
                    .on(new PriorityChanged(100))
                    .waitsUntil(4_009.375);
        }

        @Test
        void priorityMovesNothingOnceTheRoleIsFree() {
            started(flavour, flavour.settings(100))
                    .at(400)
                    .hears(RELEASE_PRIORITY, 20)
                    .on(new PriorityChanged(200))
                    .waitsUntil(1_009.375);
        }

        @Test
        void stopsWithoutAWord() {
            started(flavour, flavour.settings(100))
                    .at(400)
                    .on(new Stopped())
                    .does(transition(BACKUP, INITIALIZE, SHUTDOWN, 400))
                    .isThen(INITIALIZE)
                    .waitsForNothing();
        }
    }

    @Nested
    class Active {
        @Test
        void advertisesAtEveryInterval() {
            var active = active(flavour, flavour.settings(100));
            active.at(1_000)
                    .onDeadline()
                    .does(active.sends(100), REFRESH)
                    .waitsUntil(2_000)
                    .at(2_000)
                    .onDeadline()
                    .does(active.sends(100), REFRESH)
                    .isThen(ACTIVE)
                    .waitsUntil(3_000);
        }

        @Test
        void keepsItsScheduleWhenItWakesUpLate() {
            active(flavour, flavour.settings(100)).at(1_003).onDeadline().waitsUntil(2_000);
        }

        /** Of which there are 128 in an interval: many virtual routers' advertisements are due at one time. */
        @Test
        void hasAScheduleOfTimesThatOthersHaveToo() {
            var active = active(flavour, flavour.settings(100));
            active.at(305).hears(RELEASE_PRIORITY, 20).waitsUntil(1_304.6875);
            active.at(1_306).onDeadline().waitsUntil(2_304.6875);
        }

        @Test
        void startsItsScheduleAnewAfterAMissedIntervalInsteadOfABurst() {
            var active = active(flavour, flavour.settings(100));
            active.at(3_100)
                    .onDeadline()
                    .does(active.sends(100), REFRESH)
                    .waitsUntil(4_093.75)
                    .onDeadline()
                    .doesNothing();
        }

        @Test
        void answersAReleaseAndStays() {
            var active = active(flavour, flavour.settings(100));
            active.at(300)
                    .hears(RELEASE_PRIORITY, 20)
                    .does(active.sends(100), REFRESH)
                    .isThen(ACTIVE)
                    .waitsUntil(1_296.875);
        }

        @Test
        void answersALowerPriorityAtOnceAndKeepsItsSchedule() {
            var active = active(flavour, flavour.settings(100));
            active.at(300)
                    .hears(99, 20)
                    .does(active.sends(100), REFRESH)
                    .isThen(ACTIVE)
                    .waitsUntil(1_000);
        }

        @Test
        void yieldsToAHigherPriority() {
            var active = active(flavour, flavour.settings(100));
            active.at(300)
                    .hears(101, 5)
                    .does(transition(ACTIVE, BACKUP, BETTER_HEARD, 300), active.sends(100), RELEASE)
                    .isThen(BACKUP)
                    .waitsUntil(300 + 3_609.375);
        }

        @Test
        void yieldsToAnEqualPriorityOfAGreaterAddress() {
            var active = active(flavour, flavour.settings(100));
            active.at(300)
                    .hears(100, 11)
                    .does(transition(ACTIVE, BACKUP, BETTER_HEARD, 300), active.sends(100), RELEASE)
                    .isThen(BACKUP);
        }

        @Test
        void staysWithAnEqualPriorityOfALesserAddress() {
            var active = active(flavour, flavour.settings(100));
            active.at(300).hears(100, 9).does(active.sends(100), REFRESH).isThen(ACTIVE);
        }

        @Test
        void advertisesANewPriorityFromTheNextTimeOn() {
            var active = active(flavour, flavour.settings(100));
            active.at(300)
                    .on(new PriorityChanged(40))
                    .doesNothing()
                    .waitsUntil(1_000)
                    .at(1_000)
                    .onDeadline()
                    .does(active.sends(40), REFRESH);
        }

        @Test
        void ownerKeepsItsPriority() {
            var owner = started(flavour, flavour.settings(255));
            owner.on(new PriorityChanged(40)).at(1_000).onDeadline().does(owner.sends(255), REFRESH);
        }

        @Test
        void releasesTheRoleWhenItStops() {
            var active = active(flavour, flavour.settings(100));
            active.at(300)
                    .on(new Stopped())
                    .does(transition(ACTIVE, INITIALIZE, SHUTDOWN, 300), active.sends(RELEASE_PRIORITY), RELEASE)
                    .isThen(INITIALIZE)
                    .waitsForNothing();
        }
    }
}
