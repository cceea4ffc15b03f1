package io.havip.audit;

import io.havip.vrrp.Event;
import io.havip.vrrp.Family;
import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouter;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.vrrp.VirtualRouterSettings.Preemption;
import io.havip.vrrp.VirtualRouterSettings.Timing;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The protocol's state machine in the place of an active router, with the settings that its advertisements tell: whether it should
 * have given way.
 */
final class StandIn {
    /** The RFC's. */
    private static final int ACTIVE_DOWN_INTERVALS = 3;

    private static final Preemption NONE = new Preemption(false, 0);

    private final VirtualRouter machine;

    /** @param first what has told that it is active */
    StandIn(Heard first) {
        var settings = settings(first);
        machine = new VirtualRouter(settings);
        machine.handle(new Event.Started(first.source()), first.at() - settings.activeDownIntervalNanos());
        machine.handle(new Event.DeadlineReached(), first.at());
        sends(first);
    }

    /** It has sent an advertisement, whatever the machine would have done. */
    void sends(Heard own) {
        if (active()) {
            var settings = settings(own);
            machine.handle(new Event.Reconfigured(settings, settings.priority()), own.at());
        }
    }

    /** It should have heard that. */
    void hears(Heard other) {
        machine.handle(other.event(), other.at());
    }

    /** Whether, by all that it should have heard, it is still active. */
    boolean active() {
        return machine.state() == State.ACTIVE;
    }

    /** After which silence others take it for gone, at the latest: by its own priority and interval. */
    long activeDownIntervalNanos() {
        return machine.settings().activeDownIntervalNanos();
    }

    /**
     * When a router should take over that has heard another one last.
     *
     * @param successor what the router says itself
     * @param former the last advertisement of the other one
     * @param release that other one's, after it
     * @return since 1970; empty where it should have been active before: the owner of the addresses waits for nobody
     */
    static OptionalLong takeoverNanos(Heard successor, Heard former, Optional<Heard> release) {
        var backup = new VirtualRouter(settings(successor));
        backup.handle(new Event.Started(successor.source()), former.at());
        backup.handle(former.event(), former.at());
        release.ifPresent(heard -> backup.handle(heard.event(), heard.at()));
        long due = backup.takeoverNanos();
        return due == VirtualRouter.NEVER ? OptionalLong.empty() : OptionalLong.of(due);
    }

    /** Whether it preempts is of no matter here: what it waits for is silence. */
    private static VirtualRouterSettings settings(Heard heard) {
        var advertisement = heard.advertisement();
        return new VirtualRouterSettings(
                advertisement.version(),
                advertisement.vrid(),
                advertisement.priority(),
                new Timing(advertisement.intervalNanos(), ACTIVE_DOWN_INTERVALS),
                NONE,
                Set.of(),
                Family.of(heard.source()),
                advertisement.addresses());
    }
}
