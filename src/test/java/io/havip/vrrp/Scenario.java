package io.havip.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.Action.Announce;
import io.havip.vrrp.Action.RefreshAddresses;
import io.havip.vrrp.Action.ReleaseAddresses;
import io.havip.vrrp.Action.SendAdvertisement;
import io.havip.vrrp.Action.TakeAddresses;
import io.havip.vrrp.Action.Transition;
import io.havip.vrrp.Event.AdvertisementHeard;
import io.havip.vrrp.Event.DeadlineReached;
import io.havip.vrrp.Event.Started;
import java.util.List;

/**
 * A router and its time, written as the tables of RFC 9568 section 6.4 are read: at a time, on an event, it does this, is
 * then in that state and waits until then. The router is host 10. Times are milliseconds.
 */
final class Scenario {
    static final int OWN_HOST = 10;

    static final Action TAKE = new TakeAddresses();
    static final Action REFRESH = new RefreshAddresses();
    static final Action RELEASE = new ReleaseAddresses();
    static final Action ANNOUNCE = new Announce();
    static final Action ANNOUNCE_AGAIN = new Action.AnnounceAgain();

    private final Flavour flavour;
    private final VirtualRouter router;
    private long nowNanos;
    private List<Action> actions = List.of();

    private Scenario(Flavour flavour, VirtualRouterSettings settings) {
        this.flavour = flavour;
        this.router = new VirtualRouter(settings);
    }

    static Scenario initialize(Flavour flavour, SettingsBuilder settings) {
        return new Scenario(flavour, settings.build());
    }

    /** Started at 0. */
    static Scenario started(Flavour flavour, SettingsBuilder settings) {
        return initialize(flavour, settings).at(0).on(new Started(flavour.host(OWN_HOST)));
    }

    /** Active since 0, for want of another; not for an owner, which need not wait. */
    static Scenario active(Flavour flavour, SettingsBuilder settings) {
        var scenario = initialize(flavour, settings);
        scenario.nowNanos = -scenario.router.settings().activeDownIntervalNanos();
        return scenario.on(new Started(flavour.host(OWN_HOST))).at(0).onDeadline();
    }

    static long nanos(double millis) {
        return Math.round(millis * 1e6);
    }

    Scenario at(double millis) {
        nowNanos = nanos(millis);
        return this;
    }

    Scenario atDeadline() {
        nowNanos = router.deadlineNanos();
        return this;
    }

    Scenario on(Event event) {
        actions = router.handle(event, nowNanos);
        return this;
    }

    Scenario onDeadline() {
        return on(new DeadlineReached());
    }

    /** Received at the very time that it is handled. */
    Scenario hears(int priority, int host) {
        return hears(priority, host, 1_000);
    }

    Scenario hears(int priority, int host, double intervalMillis) {
        return on(heard(priority, host, intervalMillis, nowNanos / 1e6));
    }

    /** Received, by the kernel's word, earlier than it is handled. */
    Scenario readsLate(int priority, int host, double receivedAtMillis) {
        return on(heard(priority, host, 1_000, receivedAtMillis));
    }

    /** What it has sent has left its host. */
    Scenario left() {
        return on(new Event.AdvertisementLeft());
    }

    /** What it has sent was refused by its host. */
    Scenario refused() {
        return on(new Event.AdvertisementRefused());
    }

    Scenario does(Action... expected) {
        assertThat(actions).containsExactly(expected);
        return this;
    }

    Scenario doesNothing() {
        return does();
    }

    Scenario isThen(State state) {
        assertThat(router.state()).isEqualTo(state);
        return this;
    }

    Scenario waitsUntil(double millis) {
        assertThat(router.deadlineNanos()).isEqualTo(nanos(millis));
        return this;
    }

    Scenario waitsForNothing() {
        assertThat(router.deadlineNanos()).isEqualTo(VirtualRouter.NEVER);
        return this;
    }

    VirtualRouter router() {
        return router;
    }

    /** This router's own advertisement of its present priority, or of another. */
    SendAdvertisement sends(int priority) {
        var settings = router.settings();
        return new SendAdvertisement(new Advertisement(
                flavour.version(),
                SettingsBuilder.VRID,
                priority,
                settings.timing().advertisementIntervalNanos(),
                settings.addresses()));
    }

    static Transition transition(State from, State to, Cause cause, double evidenceAtMillis) {
        return new Transition(from, to, cause, nanos(evidenceAtMillis));
    }

    private AdvertisementHeard heard(int priority, int host, double intervalMillis, double receivedAtMillis) {
        var advertisement = new Advertisement(
                flavour.version(), SettingsBuilder.VRID, priority, nanos(intervalMillis), List.of(flavour.host(50)));
        return new AdvertisementHeard(advertisement, flavour.host(host), nanos(receivedAtMillis));
    }
}
