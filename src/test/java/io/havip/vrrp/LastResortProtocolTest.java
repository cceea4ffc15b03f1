package io.havip.vrrp;

import static io.havip.vrrp.Cause.ACTIVE_DOWN;
import static io.havip.vrrp.Cause.BETTER_HEARD;
import static io.havip.vrrp.Cause.FAULT;
import static io.havip.vrrp.Cause.GROUP;
import static io.havip.vrrp.Cause.LAST_RESORT;
import static io.havip.vrrp.Cause.LAST_RESORT_RETRY;
import static io.havip.vrrp.Cause.PREEMPTION;
import static io.havip.vrrp.Cause.STALL;
import static io.havip.vrrp.Scenario.ANNOUNCE;
import static io.havip.vrrp.Scenario.REFRESH;
import static io.havip.vrrp.Scenario.RELEASE;
import static io.havip.vrrp.Scenario.TAKE;
import static io.havip.vrrp.Scenario.nanos;
import static io.havip.vrrp.Scenario.started;
import static io.havip.vrrp.Scenario.transition;
import static io.havip.vrrp.State.ACTIVE;
import static io.havip.vrrp.State.BACKUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.Event.FaultCleared;
import io.havip.vrrp.Event.FaultRaised;
import io.havip.vrrp.Event.GroupYielded;
import io.havip.vrrp.Event.LastResort;
import io.havip.vrrp.Event.LastResortRetried;
import io.havip.vrrp.Event.PreemptionHeld;
import io.havip.vrrp.Event.PriorityChanged;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A faulty router that serves because nobody else does, and what others make of it. */
class LastResortProtocolTest {
    private static final Flavour FLAVOUR = Flavour.V3_IPV4;

    /** Faulty since 0, the last resort since 5 s. */
    private static Scenario lastResort(SettingsBuilder settings) {
        return started(FLAVOUR, settings).on(new FaultRaised(0)).at(5_000).on(new LastResort(nanos(1_000)));
    }

    @Nested
    class Serving {
        @Test
        void takesTheAddressesWithTheLowestPriority() {
            var router = lastResort(FLAVOUR.settings(100));
            router.does(transition(State.FAULT, ACTIVE, LAST_RESORT, 1_000), router.sends(1), TAKE, ANNOUNCE)
                    .waitsUntil(6_000)
                    .atDeadline()
                    .onDeadline()
                    .isThen(ACTIVE);
            assertThat(router.router().priority()).isEqualTo(1);
            assertThat(router.router().trackedPriority()).isEqualTo(100);
        }

        @Test
        void isForTheFaultyOnly() {
            started(FLAVOUR, FLAVOUR.settings(100))
                    .on(new LastResort(0))
                    .doesNothing()
                    .isThen(BACKUP)
                    .on(new LastResortRetried())
                    .doesNothing();
        }

        @Test
        void endsAsSoonAsSomebodyBetterIsHeard() {
            for (int priority : List.of(1, 255)) {
                var router = lastResort(FLAVOUR.settings(priority));
                router.at(5_500)
                        .hears(2, 9)
                        .does(transition(ACTIVE, State.FAULT, BETTER_HEARD, 5_500), router.sends(1), RELEASE)
                        .isThen(State.FAULT)
                        .waitsForNothing();
                assertThat(router.router().activePeer()).isEmpty();
            }
        }

        @Test
        void ownerThatIgnoresOthersHearsThemAgain() {
            var owner = lastResort(FLAVOUR.settings(255).with(Reaction.IGNORES_OTHERS));
            owner.at(5_500).hears(50, 9).isThen(State.FAULT);
        }

        @Test
        void ofTwoTheGreaterAddressGoesOn() {
            lastResort(FLAVOUR.settings(100))
                    .at(5_500)
                    .hears(1, 9)
                    .isThen(ACTIVE)
                    .hears(1, 11)
                    .isThen(State.FAULT);
        }

        @Test
        void makesRoomForAWhile() {
            var router = lastResort(FLAVOUR.settings(100));
            router.at(7_000)
                    .on(new LastResortRetried())
                    .does(transition(ACTIVE, State.FAULT, LAST_RESORT_RETRY, 7_000), router.sends(0), RELEASE)
                    .at(11_000)
                    .on(new LastResort(nanos(7_000)))
                    .isThen(ACTIVE);
        }

        @Test
        void goesOnWithItsPriorityWhenItIsWell() {
            for (int priority : List.of(100, 255)) {
                var router = lastResort(FLAVOUR.settings(priority));
                router.at(5_500)
                        .on(new FaultCleared())
                        .doesNothing()
                        .isThen(ACTIVE)
                        .at(6_000)
                        .onDeadline()
                        .does(router.sends(priority), REFRESH);
            }
        }

        @Test
        void endsWithAFaultThatIsNotBorne() {
            var router = lastResort(FLAVOUR.settings(100));
            router.at(5_500)
                    .on(new FaultRaised(nanos(5_400)))
                    .does(transition(ACTIVE, State.FAULT, FAULT, 5_400), router.sends(0), RELEASE);
        }

        @Test
        void endsInFaultWhereAnotherActiveWouldBecomeBackup() {
            lastResort(FLAVOUR.settings(100))
                    .at(5_500)
                    .on(new GroupYielded(nanos(5_500)))
                    .does(transition(ACTIVE, State.FAULT, GROUP, 5_500), RELEASE);
            lastResort(FLAVOUR.settings(100))
                    .at(60_000)
                    .onDeadline()
                    .does(transition(ACTIVE, State.FAULT, STALL, 5_000), RELEASE);
        }

        @Test
        void takesInWhatBecomesOfItsPriority() {
            var router = lastResort(FLAVOUR.settings(100));
            router.on(new PriorityChanged(60)).at(6_000).onDeadline().does(router.sends(1), REFRESH);
            assertThat(router.router().trackedPriority()).isEqualTo(60);
        }
    }

    @Nested
    class Others {
        @Test
        void replaceItWhateverTheirPreemptionSays() {
            for (var settings : List.of(
                    FLAVOUR.settings(100).nopreempt().with(Reaction.REPLACES_LAST_RESORT),
                    FLAVOUR.settings(100).preemptDelay(60_000_000_000L).with(Reaction.REPLACES_LAST_RESORT))) {
                var backup = started(FLAVOUR, settings);
                backup.at(1_000)
                        .hears(1, 20)
                        .waitsUntil(3_609.375)
                        .at(2_000)
                        .hears(1, 20)
                        .atDeadline()
                        .onDeadline()
                        .does(transition(BACKUP, ACTIVE, PREEMPTION, 1_000), backup.sends(100), TAKE, ANNOUNCE);
            }
        }

        @Test
        void followItWhereTheyAreNotToldOf() {
            started(FLAVOUR, FLAVOUR.settings(100).nopreempt())
                    .at(1_000)
                    .hears(1, 20)
                    .waitsUntil(1_000 + 3_609.375);
        }

        @Test
        void leaveOtherLowPrioritiesAlone() {
            started(FLAVOUR, FLAVOUR.settings(100).nopreempt().with(Reaction.REPLACES_LAST_RESORT))
                    .at(1_000)
                    .hears(2, 20)
                    .waitsUntil(1_000 + 3_609.375);
        }
    }

    @Nested
    class Hold {
        @Test
        void keepsFromPreemptingUntilItEnds() {
            var backup = started(FLAVOUR, FLAVOUR.settings(100)).on(new PreemptionHeld(nanos(5_000)));
            backup.at(4_000)
                    .hears(50, 20)
                    .waitsUntil(4_000 + 3_609.375)
                    .at(5_000)
                    .hears(50, 20)
                    .atDeadline()
                    .onDeadline()
                    .does(transition(BACKUP, ACTIVE, PREEMPTION, 5_000), backup.sends(100), TAKE, ANNOUNCE);
        }

        @Test
        void keepsNobodyFromServingWhereNobodyElseDoes() {
            var backup = started(FLAVOUR, FLAVOUR.settings(100)).on(new PreemptionHeld(VirtualRouter.NEVER));
            backup.at(1_000)
                    .hears(50, 20)
                    .atDeadline()
                    .onDeadline()
                    .does(transition(BACKUP, ACTIVE, ACTIVE_DOWN, 1_000), backup.sends(100), TAKE, ANNOUNCE);
        }

        @Test
        void doesNotSpareTheLastResort() {
            started(FLAVOUR, FLAVOUR.settings(100).with(Reaction.REPLACES_LAST_RESORT))
                    .on(new PreemptionHeld(VirtualRouter.NEVER))
                    .at(1_000)
                    .hears(1, 20)
                    .waitsUntil(3_609.375);
        }

        @Test
        void isNotForAnOwner() {
            started(FLAVOUR, FLAVOUR.settings(255))
                    .on(new PreemptionHeld(VirtualRouter.NEVER))
                    .on(new FaultRaised(0))
                    .at(2_000)
                    .on(new FaultCleared())
                    .isThen(ACTIVE);
        }
    }
}
