package io.havip.vrrp;

import static io.havip.vrrp.Advertisement.RELEASE_PRIORITY;
import static io.havip.vrrp.Cause.SHUTDOWN;
import static io.havip.vrrp.Scenario.REFRESH;
import static io.havip.vrrp.Scenario.RELEASE;
import static io.havip.vrrp.Scenario.active;
import static io.havip.vrrp.Scenario.started;
import static io.havip.vrrp.Scenario.transition;
import static io.havip.vrrp.State.ACTIVE;
import static io.havip.vrrp.State.BACKUP;
import static io.havip.vrrp.State.INITIALIZE;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.Event.Stopped;
import io.havip.vrrp.Event.Stopping;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import org.junit.jupiter.api.Test;

/** Whoever is going to stop gives up the role first, and then the addresses: when somebody else has them, or nobody wants them. */
class StoppingTest {
    private static final Flavour FLAVOUR = Flavour.V3_IPV4;
    private static final Action STOP_ANNOUNCING = new Action.StopAnnouncing();

    /** Active since 0, with a second from one advertisement to the next, and told to stop at 300. */
    private static Scenario stopping() {
        return active(FLAVOUR, FLAVOUR.settings(100)).at(300).on(new Stopping());
    }

    @Test
    void theRoleGoesAtOnceAndTheAddressesStay() {
        var router = stopping();
        router.does(
                        transition(ACTIVE, INITIALIZE, SHUTDOWN, 300),
                        router.sends(RELEASE_PRIORITY),
                        REFRESH,
                        STOP_ANNOUNCING)
                .isThen(INITIALIZE)
                .waitsUntil(300 + 3_609.375);
        assertThat(router.router().keepsAddresses()).isTrue();
    }

    @Test
    void theyGoWhenTheSuccessorIsHeard() {
        var router = stopping();
        router.at(910).hears(50, 20).does(RELEASE).waitsForNothing();
        assertThat(router.router().keepsAddresses()).isFalse();
        router.at(1_910).hears(50, 20).doesNothing();
    }

    @Test
    void somebodyElseWhoStopsIsNoSuccessor() {
        stopping().at(400).hears(RELEASE_PRIORITY, 20).doesNothing().waitsUntil(300 + 3_609.375);
    }

    @Test
    void theyGoWhenNobodyIsHeardForAnActiveDownInterval() {
        stopping()
                .at(3_909)
                .onDeadline()
                .doesNothing()
                .atDeadline()
                .onDeadline()
                .does(RELEASE)
                .waitsForNothing();
    }

    @Test
    void theyGoAtOnceWhenThereIsNoTimeLeft() {
        stopping().at(400).on(new Stopped()).does(RELEASE).waitsForNothing();
    }

    @Test
    void toBeToldAgainChangesNothing() {
        stopping().at(1_000).on(new Stopping()).doesNothing().waitsUntil(300 + 3_609.375);
    }

    @Test
    void anOwnerThatIgnoresTheOthersDoesNotIgnoreItsSuccessor() {
        started(FLAVOUR, FLAVOUR.settings(255).with(Reaction.IGNORES_OTHERS))
                .at(300)
                .on(new Stopping())
                .at(400)
                .hears(100, 20)
                .does(RELEASE);
    }

    @Test
    void aBackupHasNothingToKeep() {
        started(FLAVOUR, FLAVOUR.settings(100))
                .at(300)
                .on(new Stopping())
                .does(transition(BACKUP, INITIALIZE, SHUTDOWN, 300))
                .waitsForNothing();
    }

    @Test
    void anActiveThatStalledHasNothingToKeepEither() {
        active(FLAVOUR, FLAVOUR.settings(100))
                .at(5_000)
                .on(new Stopping())
                .does(
                        transition(ACTIVE, BACKUP, Cause.STALL, 0),
                        RELEASE,
                        transition(BACKUP, INITIALIZE, SHUTDOWN, 5_000));
    }
}
