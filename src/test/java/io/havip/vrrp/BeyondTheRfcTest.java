package io.havip.vrrp;

import static io.havip.vrrp.Cause.ACTIVE_DOWN;
import static io.havip.vrrp.Cause.FAULT;
import static io.havip.vrrp.Cause.GROUP;
import static io.havip.vrrp.Cause.PREEMPTION;
import static io.havip.vrrp.Cause.RECOVERY;
import static io.havip.vrrp.Cause.RELEASE_HEARD;
import static io.havip.vrrp.Cause.SHUTDOWN;
import static io.havip.vrrp.Scenario.ANNOUNCE;
import static io.havip.vrrp.Scenario.ANNOUNCE_AGAIN;
import static io.havip.vrrp.Scenario.REFRESH;
import static io.havip.vrrp.Scenario.RELEASE;
import static io.havip.vrrp.Scenario.TAKE;
import static io.havip.vrrp.Scenario.active;
import static io.havip.vrrp.Scenario.initialize;
import static io.havip.vrrp.Scenario.nanos;
import static io.havip.vrrp.Scenario.started;
import static io.havip.vrrp.Scenario.transition;
import static io.havip.vrrp.State.ACTIVE;
import static io.havip.vrrp.State.BACKUP;
import static io.havip.vrrp.State.INITIALIZE;

import io.havip.vrrp.Event.FaultCleared;
import io.havip.vrrp.Event.FaultRaised;
import io.havip.vrrp.Event.GroupYielded;
import io.havip.vrrp.Event.PriorityChanged;
import io.havip.vrrp.Event.Started;
import io.havip.vrrp.Event.Stopped;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** keepalived's FAULT state and preempt delay, and the release that a sole successor answers at once. */
class BeyondTheRfcTest {
    private static final Flavour FLAVOUR = Flavour.V3_IPV4;

    @Nested
    class Fault {
        @Test
        void activeReleasesTheRole() {
            var active = active(FLAVOUR, FLAVOUR.settings(100));
            active.at(300)
                    .on(new FaultRaised(nanos(290)))
                    .does(transition(ACTIVE, State.FAULT, FAULT, 290), active.sends(0), RELEASE)
                    .isThen(State.FAULT)
                    .waitsForNothing();
        }

        @Test
        void ownerAndNopreemptReleaseTheRoleToo() {
            var owner = started(FLAVOUR, FLAVOUR.settings(255));
            owner.at(300)
                    .on(new FaultRaised(0))
                    .does(transition(ACTIVE, State.FAULT, FAULT, 0), owner.sends(0), RELEASE);
            var stayer = active(FLAVOUR, FLAVOUR.settings(100).nopreempt());
            stayer.at(300)
                    .on(new FaultRaised(0))
                    .does(transition(ACTIVE, State.FAULT, FAULT, 0), stayer.sends(0), RELEASE);
        }

        @Test
        void backupLeavesTheElection() {
            started(FLAVOUR, FLAVOUR.settings(100))
                    .at(300)
                    .on(new FaultRaised(nanos(290)))
                    .does(transition(BACKUP, State.FAULT, FAULT, 290))
                    .waitsForNothing()
                    .hears(0, 20)
                    .doesNothing()
                    .hears(50, 20)
                    .doesNothing()
                    .isThen(State.FAULT)
                    .waitsForNothing();
        }

        @Test
        void recoveryBeginsAsTheStartDid() {
            started(FLAVOUR, FLAVOUR.settings(100))
                    .on(new FaultRaised(0))
                    .at(9_000)
                    .on(new FaultCleared())
                    .does(transition(State.FAULT, BACKUP, RECOVERY, 9_000))
                    .waitsUntil(9_000 + 3_609.375);
            var owner = started(FLAVOUR, FLAVOUR.settings(255)).on(new FaultRaised(0));
            owner.at(9_000)
                    .on(new FaultCleared())
                    .does(transition(State.FAULT, ACTIVE, RECOVERY, 9_000), owner.sends(255), TAKE, ANNOUNCE);
        }

        @Test
        void faultBeforeTheStartKeepsTheRouterOut() {
            initialize(FLAVOUR, FLAVOUR.settings(255))
                    .at(0)
                    .on(new FaultRaised(0))
                    .doesNothing()
                    .isThen(INITIALIZE)
                    .at(10)
                    .on(new Started(FLAVOUR.host(10)))
                    .does(transition(INITIALIZE, State.FAULT, FAULT, 0))
                    .waitsForNothing();
        }

        @Test
        void priorityMayMoveMeanwhile() {
            started(FLAVOUR, FLAVOUR.settings(100))
                    .on(new FaultRaised(0))
                    .on(new PriorityChanged(200))
                    .doesNothing()
                    .waitsForNothing()
                    .at(1_000)
                    .on(new FaultCleared())
                    .waitsUntil(1_000 + 3_218.75);
        }

        @Test
        void stopsWithoutAWord() {
            started(FLAVOUR, FLAVOUR.settings(100))
                    .on(new FaultRaised(0))
                    .at(10)
                    .on(new Stopped())
                    .does(transition(State.FAULT, INITIALIZE, SHUTDOWN, 10))
                    .isThen(INITIALIZE);
        }
    }

    @Nested
    class SyncGroup {
        @Test
        void activeYieldsWithItsGroupAndWaitsAsABackupDoes() {
            active(FLAVOUR, FLAVOUR.settings(128))
                    .at(300)
                    .on(new GroupYielded(nanos(290)))
                    .does(transition(ACTIVE, BACKUP, GROUP, 290), RELEASE)
                    .isThen(BACKUP)
                    .waitsUntil(300 + 3_500);
        }

        @Test
        void backupHasNothingToYield() {
            started(FLAVOUR, FLAVOUR.settings(128))
                    .at(300)
                    .on(new GroupYielded(nanos(290)))
                    .doesNothing()
                    .waitsUntil(3_500);
        }
    }

    @Nested
    class PreemptDelay {
        private final SettingsBuilder delayed = FLAVOUR.settings(200).preemptDelay(nanos(10_000));

        @Test
        void lowerActiveIsFollowedForTheDelayAndThenReplaced() {
            var backup = started(FLAVOUR, delayed);
            backup.at(500)
                    .hears(100, 20)
                    .waitsUntil(500 + 3_218.75)
                    .at(10_499)
                    .hears(100, 20)
                    .waitsUntil(10_499 + 3_218.75)
                    .at(10_500)
                    .hears(100, 20)
                    .waitsUntil(10_499 + 3_218.75)
                    .atDeadline()
                    .onDeadline()
                    .does(transition(BACKUP, ACTIVE, PREEMPTION, 10_500), backup.sends(200), TAKE, ANNOUNCE);
        }

        @Test
        void deadActiveIsReplacedWithoutDelay() {
            var backup = started(FLAVOUR, delayed);
            backup.at(500)
                    .hears(100, 20)
                    .atDeadline()
                    .onDeadline()
                    .does(transition(BACKUP, ACTIVE, ACTIVE_DOWN, 500), backup.sends(200), TAKE, ANNOUNCE);
        }

        @Test
        void delayStartsAnewWhenALowerActiveFollowsABetterOne() {
            started(FLAVOUR, delayed)
                    .at(500)
                    .hears(100, 20)
                    .at(9_000)
                    .hears(250, 30)
                    .at(12_000)
                    .hears(100, 20)
                    .waitsUntil(12_000 + 3_218.75);
        }

        @Test
        void delayStartsAnewAfterAnOwnTimeAsActive() {
            var router = started(FLAVOUR, delayed)
                    .at(500)
                    .hears(100, 20)
                    .atDeadline()
                    .onDeadline();
            router.isThen(ACTIVE)
                    .at(4_000)
                    .hears(250, 30)
                    .isThen(BACKUP)
                    .at(20_000)
                    .hears(100, 20)
                    .waitsUntil(20_000 + 3_218.75);
        }

        @Test
        void ownerKnowsNoDelay() {
            started(FLAVOUR, FLAVOUR.settings(255).preemptDelay(nanos(10_000)))
                    .at(500)
                    .hears(255, 20)
                    .isThen(BACKUP)
                    .at(900)
                    .hears(100, 30)
                    .waitsUntil(500 + 3_003.90625);
        }
    }

    /** keepalived's {@code down_timer_adverts} and {@code lower_prio_no_advert}. */
    @Nested
    class OtherTimersAndAnswers {
        @Test
        void silenceMayLastMoreIntervals() {
            started(FLAVOUR, FLAVOUR.settings(100).activeDownIntervals(5))
                    .waitsUntil(5_609.375)
                    .at(400)
                    .hears(150, 20)
                    .waitsUntil(400 + 5_609.375);
        }

        @Test
        void releaseCostsTheSkewTimeAllTheSame() {
            started(FLAVOUR, FLAVOUR.settings(128).activeDownIntervals(5))
                    .at(400)
                    .hears(0, 20)
                    .waitsUntil(900);
        }

        @Test
        void activeDiscardsALowerPriorityInSilence() {
            active(FLAVOUR, FLAVOUR.settings(100).with(Reaction.DISCARDS_LOWER))
                    .at(300)
                    .hears(50, 20)
                    .doesNothing()
                    .isThen(ACTIVE)
                    .waitsUntil(1_000);
        }

        @Test
        void butTellsTheNetworkAgainWhoOwnsTheAddresses() {
            var active = active(FLAVOUR, FLAVOUR.settings(100).with(Reaction.DISCARDS_LOWER));
            active.at(1_000).onDeadline();
            active.at(1_500).hears(50, 20).does(ANNOUNCE_AGAIN);
        }

        @Test
        void andAnswersARelease() {
            var active = active(FLAVOUR, FLAVOUR.settings(100).with(Reaction.DISCARDS_LOWER));
            active.at(300).hears(0, 20).does(active.sends(100), REFRESH).waitsUntil(1_296.875);
        }
    }

    @Nested
    class OwnerThatIgnoresTheOthers {
        @Test
        void neitherAnswersNorYields() {
            started(FLAVOUR, FLAVOUR.settings(255).with(Reaction.IGNORES_OTHERS))
                    .at(300)
                    .hears(100, 20)
                    .doesNothing()
                    .hears(0, 20)
                    .doesNothing()
                    .hears(255, 20)
                    .doesNothing()
                    .isThen(ACTIVE)
                    .waitsUntil(1_000);
        }

        @Test
        void comesBackFromAStallWhoeverIsActiveMeanwhile() {
            started(FLAVOUR, FLAVOUR.settings(255).with(Reaction.IGNORES_OTHERS))
                    .at(5_000)
                    .hears(255, 20)
                    .isThen(BACKUP)
                    .waitsUntil(5_000 + 3_003.90625)
                    .at(6_000)
                    .hears(255, 20)
                    .doesNothing()
                    .waitsUntil(5_000 + 3_003.90625);
        }
    }

    @Nested
    class FastRelease {
        private final SettingsBuilder sole = FLAVOUR.settings(100).with(Reaction.FAST_RELEASE);

        @Test
        void soleSuccessorTakesOverAtOnce() {
            var backup = started(FLAVOUR, sole).at(400).hears(150, 20);
            backup.at(1_000)
                    .hears(0, 20)
                    .waitsUntil(1_000)
                    .onDeadline()
                    .does(transition(BACKUP, ACTIVE, RELEASE_HEARD, 1_000), backup.sends(100), TAKE, ANNOUNCE);
        }

        @Test
        void silenceStillCostsTheWholeInterval() {
            started(FLAVOUR, sole).at(400).hears(150, 20).waitsUntil(4_009.375);
        }
    }
}
