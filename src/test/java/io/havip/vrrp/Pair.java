package io.havip.vrrp;

import io.havip.vrrp.Action.SendAdvertisement;
import io.havip.vrrp.Action.Transition;
import io.havip.vrrp.Event.AdvertisementHeard;
import io.havip.vrrp.Event.DeadlineReached;
import io.havip.vrrp.Event.FaultRaised;
import io.havip.vrrp.Event.PriorityChanged;
import io.havip.vrrp.Event.Started;
import io.havip.vrrp.Event.Stopped;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Two routers on a network that takes no time, stepped from one deadline to the next. */
final class Pair {
    private final Side first;
    private final Side second;
    private long nowNanos;
    private boolean cut;

    Pair(Flavour flavour, SettingsBuilder first, SettingsBuilder second) {
        this.first = new Side(flavour.host(10), first);
        this.second = new Side(flavour.host(20), second);
        this.first.handle(new Started(this.first.address));
        this.second.handle(new Started(this.second.address));
    }

    Side first() {
        return first;
    }

    Side second() {
        return second;
    }

    long nowNanos() {
        return nowNanos;
    }

    /** From now on nothing gets through, in either direction. */
    void cut() {
        cut = true;
    }

    void heal() {
        cut = false;
    }

    /** To the earlier deadline of the two. */
    void step() {
        var next = next();
        nowNanos = next.deadlineNanos();
        next.handle(new DeadlineReached());
    }

    void stepUntil(long nanos) {
        while (next().deadlineNanos() <= nanos) {
            step();
        }
        nowNanos = nanos;
    }

    /** Steps until the next transition: that of the router whose deadline came, or else that of the one that heard it. */
    Transition stepToTransition() {
        while (true) {
            var acting = next();
            var listening = acting == first ? second : first;
            int acted = acting.transitions.size();
            int reacted = listening.transitions.size();
            step();
            if (acting.transitions.size() > acted) {
                return acting.transitions.getLast();
            }
            if (listening.transitions.size() > reacted) {
                return listening.transitions.getLast();
            }
        }
    }

    private Side next() {
        return first.deadlineNanos() <= second.deadlineNanos() ? first : second;
    }

    /** One router, its address and what it has done. */
    final class Side {
        private final InetAddress address;
        private final VirtualRouter router;
        private final List<Transition> transitions = new ArrayList<>();
        private final List<Long> announcedAtNanos = new ArrayList<>();
        private boolean dead;

        private Side(InetAddress address, SettingsBuilder settings) {
            this.address = address;
            this.router = new VirtualRouter(settings.build());
        }

        State state() {
            return router.state();
        }

        List<Transition> transitions() {
            return transitions;
        }

        List<Long> announcedAtNanos() {
            return announcedAtNanos;
        }

        void die() {
            dead = true;
        }

        void stop() {
            handle(new Stopped());
        }

        void fail() {
            handle(new FaultRaised(nowNanos));
        }

        void changePriority(int priority) {
            handle(new PriorityChanged(priority));
        }

        private long deadlineNanos() {
            return dead ? VirtualRouter.NEVER : router.deadlineNanos();
        }

        private void handle(Event event) {
            if (dead) {
                return;
            }
            for (var action : router.handle(event, nowNanos)) {
                switch (action) {
                    case Transition transition -> transitions.add(transition);
                    case SendAdvertisement(var advertisement) -> send(advertisement);
                    case Action.Announce(), Action.AnnounceAgain() -> announcedAtNanos.add(nowNanos);
                    case Action.TakeAddresses(),
                            Action.RefreshAddresses(),
                            Action.ReleaseAddresses(),
                            Action.StopAnnouncing() -> {}
                }
            }
        }

        private void send(Advertisement advertisement) {
            if (!cut) {
                var other = this == first ? second : first;
                other.handle(new AdvertisementHeard(advertisement, address, nowNanos));
            }
        }
    }
}
