package io.havip.vrrp;

import static io.havip.vrrp.Scenario.ANNOUNCE;
import static io.havip.vrrp.Scenario.REFRESH;
import static io.havip.vrrp.Scenario.TAKE;
import static io.havip.vrrp.Scenario.active;
import static io.havip.vrrp.Scenario.initialize;
import static io.havip.vrrp.Scenario.nanos;
import static io.havip.vrrp.Scenario.started;
import static io.havip.vrrp.Scenario.transition;
import static io.havip.vrrp.State.ACTIVE;
import static io.havip.vrrp.State.BACKUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.Event.FaultCleared;
import io.havip.vrrp.Event.FaultRaised;
import io.havip.vrrp.Event.Reconfigured;
import org.junit.jupiter.api.Test;

/** Other settings while it runs: the role stays where it is. */
class ReconfigurationTest {
    private static final Flavour FLAVOUR = Flavour.V3_IPV4;

    @Test
    void anActiveStaysActiveAndTellsAtOnceWhatItIsNow() {
        var active = active(FLAVOUR, FLAVOUR.settings(100));
        active.at(300).on(to(FLAVOUR.settings(150), 150));
        active.does(active.sends(150), TAKE, ANNOUNCE).isThen(ACTIVE).waitsUntil(1_296.875);
    }

    /** Its lease of four seconds is renewed each eighth of what is left of it when a stall has lasted for 3.6 of them. */
    @Test
    void theIntervalAndTheLeaseAreTheNewOnesFromThenOn() {
        var active = active(FLAVOUR, FLAVOUR.settings(100));
        assertThat(active.router().leaseSeconds()).isEqualTo(4);

        active.at(300).on(to(FLAVOUR.settings(100).interval(nanos(5_000)), 100)).waitsUntil(5_273.4375);

        assertThat(active.router().leaseSeconds()).isEqualTo(19);
        active.atDeadline().onDeadline().does(active.sends(100), REFRESH).waitsUntil(10_273.4375);
    }

    @Test
    void itAdvertisesWhatTrackingLeavesOfThePriority() {
        var active = active(FLAVOUR, FLAVOUR.settings(100));
        active.at(300).on(to(FLAVOUR.settings(150), 120));
        active.does(active.sends(120), TAKE, ANNOUNCE);
    }

    @Test
    void anActiveThatBecomesWorseGivesWayWhenItHearsABetterOne() {
        var active = active(FLAVOUR, FLAVOUR.settings(150));
        active.at(300).on(to(FLAVOUR.settings(50), 50)).isThen(ACTIVE);
        active.at(400).hears(100, 20).isThen(BACKUP);
    }

    @Test
    void aBackupWaitsAsItsNewPriorityHasIt() {
        var backup = started(FLAVOUR, FLAVOUR.settings(100)).at(100).hears(200, 20);
        backup.at(300)
                .on(to(FLAVOUR.settings(128), 128))
                .doesNothing()
                .isThen(BACKUP)
                .waitsUntil(100 + 3_000 + 500);
    }

    @Test
    void aBackupThatBecomesBetterTakesOver() {
        var backup = started(FLAVOUR, FLAVOUR.settings(100)).at(100).hears(120, 20);
        backup.at(300).on(to(FLAVOUR.settings(128), 128));
        backup.at(1_100).hears(120, 20).isThen(BACKUP);
        backup.atDeadline()
                .onDeadline()
                .does(transition(BACKUP, ACTIVE, Cause.PREEMPTION, 1_100), backup.sends(128), TAKE, ANNOUNCE);
    }

    @Test
    void oneThatIsAboutToPreemptDoesNotIfItMayNoLonger() {
        var backup = started(FLAVOUR, FLAVOUR.settings(128)).at(100).hears(200, 20);
        backup.at(3_000).hears(100, 30).waitsUntil(100 + 3_500);
        backup.at(3_100).on(to(FLAVOUR.settings(128).nopreempt(), 128)).waitsUntil(3_000 + 3_500);
        backup.at(4_000).hears(100, 30).isThen(BACKUP).waitsUntil(4_000 + 3_500);
    }

    @Test
    void eachReloadWouldPutOffTheTakeoverFromOneThatIsDead() {
        var backup = started(FLAVOUR, FLAVOUR.settings(128)).at(100).hears(200, 20);
        backup.at(3_000).hears(100, 30);
        backup.at(3_100).on(to(FLAVOUR.settings(128).nopreempt(), 128));
        backup.at(3_200).on(to(FLAVOUR.settings(128), 128));
        backup.at(3_300).on(to(FLAVOUR.settings(128).nopreempt(), 128)).waitsUntil(3_000 + 3_500);
    }

    @Test
    void norBeforeALongerDelayIsOver() {
        var backup = started(FLAVOUR, FLAVOUR.settings(128)).at(100).hears(200, 20);
        backup.at(3_000).hears(100, 30);
        backup.at(3_100)
                .on(to(FLAVOUR.settings(128).preemptDelay(nanos(5_000)), 128))
                .waitsUntil(3_000 + 3_500);
        backup.at(8_000).hears(100, 30).atDeadline().onDeadline().isThen(State.ACTIVE);
    }

    @Test
    void oneThatIsFaultyComesBackWithTheNewSettings() {
        var faulty = started(FLAVOUR, FLAVOUR.settings(100)).at(100).on(new FaultRaised(nanos(90)));
        faulty.at(200).on(to(FLAVOUR.settings(128), 128)).doesNothing().isThen(State.FAULT);
        faulty.at(300).on(new FaultCleared()).isThen(BACKUP).waitsUntil(300 + 3_500);
    }

    @Test
    void oneThatHasNotStartedDoesNotBecauseOfThis() {
        initialize(FLAVOUR, FLAVOUR.settings(100))
                .at(0)
                .on(to(FLAVOUR.settings(128), 128))
                .doesNothing()
                .isThen(State.INITIALIZE)
                .waitsForNothing();
    }

    private static Reconfigured to(SettingsBuilder settings, int priority) {
        return new Reconfigured(settings.build(), priority);
    }
}
