package io.havip.gateway;

import io.havip.linux.Datagram;
import io.havip.linux.ErrnoException;
import io.havip.linux.InterfaceAddress;
import io.havip.observe.InstanceStatus;
import io.havip.observe.Journal;
import io.havip.observe.TransitionReport.Phase;
import io.havip.observe.VirtualRouterMeters;
import io.havip.vrrp.Action;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Event;
import io.havip.vrrp.Family;
import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouter;
import io.havip.wire.AddressClaim;
import io.havip.wire.VrrpCodec;
import io.havip.wire.VrrpCodec.Decoded;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One VRRP instance: its virtual router, and the hands that carry out what that asks for. Owned by the loop's thread. */
final class VrrpInstance {
    /** How long a router that could not bind its addresses stays out of the election. */
    private static final long BIND_RETRY_NANOS = 10_000_000_000L;

    /** Refused to a socket without SO_BROADCAST. */
    private static final InetAddress UNASKED_BROADCAST = InetAddress.ofLiteral("255.255.255.255");
    /** Refused on a socket that is bound to another interface than the loopback. */
    private static final InetAddress LOOPBACK_OFF_LINK = InetAddress.ofLiteral("::1");

    private final VirtualRouter router;
    private final InterfaceTable interfaces;
    private final InterfaceSocket socket;
    private final Eligibility eligibility;
    private final AddressBinding binding;
    private final RoutingBinding routing;
    private final AddressAnnouncements announcements;
    private final Journal journal;
    private final VirtualRouterMeters meters;

    private InstanceSettings settings;
    private @Nullable InetAddress localAddress;
    private Map<String, String> faults = Map.of();
    private Optional<String> bindRefusal = Optional.empty();
    private long bindRetryNanos = VirtualRouter.NEVER;
    private long lastHeardNanos;
    private volatile InstanceStatus status;

    VrrpInstance(
            InstanceSettings settings,
            VirtualRouter router,
            InterfaceTable interfaces,
            InterfaceSocket socket,
            Eligibility eligibility,
            AddressBinding binding,
            RoutingBinding routing,
            AddressAnnouncements announcements,
            Journal journal,
            Function<Supplier<InstanceStatus>, VirtualRouterMeters> meters) {
        this.settings = settings;
        this.router = router;
        this.interfaces = interfaces;
        this.socket = socket;
        this.eligibility = eligibility;
        this.binding = binding;
        this.routing = routing;
        this.announcements = announcements;
        this.journal = journal;
        this.status = new InstanceStatus(
                State.INITIALIZE,
                router.priority(),
                router.activeDownIntervalNanos(),
                0,
                Optional.empty(),
                List.of(),
                Map.of());
        this.meters = meters.apply(() -> status);
    }

    InstanceSettings settings() {
        return settings;
    }

    VirtualRouterMeters meters() {
        return meters;
    }

    /** The latest published status. Callable from any thread. */
    InstanceStatus status() {
        return status;
    }

    long deadlineNanos() {
        return Math.min(router.deadlineNanos(), bindRetryNanos);
    }

    /** Removes stale addresses and begins to take part, as far as the present allows. */
    void start(long nowNanos) {
        socket.add(this);
        var removed = binding.removeStale(settings.router().owner());
        if (!removed.isEmpty()) {
            journal.warn(settings.name() + ": removed addresses that were left behind: "
                    + removed.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", ")));
        }
        routing.removeStale();
        announcements.prepare();
        reconsider(nowNanos);
        rehearse();
        // Without a source address the router starts in FAULT, and hears of the address when there is one.
        var source = localAddress == null ? settings.router().addresses().getFirst() : localAddress;
        handle(new Event.Started(source), nowNanos);
    }

    /** A takeover must not pay for the first use of code: that costs milliseconds. What is sent here goes nowhere. */
    private void rehearse() {
        binding.rehearse();
        if (localAddress != null) {
            var rehearsal = new Advertisement(
                    settings.router().version(),
                    settings.router().vrid(),
                    Advertisement.RELEASE_PRIORITY,
                    settings.router().advertisementIntervalNanos(),
                    settings.router().addresses());
            try {
                var nowhere = settings.router().family() == Family.IPV4 ? UNASKED_BROADCAST : LOOPBACK_OFF_LINK;
                socket.send(encode(rehearsal, localAddress, nowhere), localAddress, nowhere);
            } catch (ErrnoException expected) {
                // The kernel refuses both.
            }
        }
    }

    /** Goes on with other settings, in the role that it has. */
    void change(InstanceSettings changed, long nowNanos) {
        settings = changed;
        eligibility.change(changed);
        announcements.change(changed);
        forgetRefusal();
        var assessment = eligibility.assess(nowNanos);
        localAddress = assessment.source().orElse(null);
        if (localAddress != null && router.state() != State.INITIALIZE) {
            handle(new Event.Started(localAddress), nowNanos);
        }
        routing.change(changed.routing());
        binding.change(changed.addresses());
        handle(new Event.Reconfigured(changed.router(), assessment.priority()), nowNanos);
        reconsider(nowNanos);
    }

    void stop(long nowNanos) {
        handle(new Event.Stopped(), nowNanos);
    }

    /** Hears nothing any longer. */
    void detach() {
        socket.remove(this);
    }

    /** A packet with our VRID on our interface. */
    void receive(Datagram datagram, Decoded.Packet packet) {
        if (localAddress == null) {
            return;
        }
        var refusal = ReceiveChecks.check(
                settings, packet, datagram.source(), datagram.destination(), datagram.hopLimit(), localAddress);
        if (refusal.isPresent()) {
            discard(refusal.get());
            return;
        }
        meters.advertisementReceived(packet.advertisement().priority());
        long at = datagram.receivedAtNanos();
        if (lastHeardNanos != 0) {
            meters.heardAfter(at - lastHeardNanos);
        }
        lastHeardNanos = at;
        long takeoverNanos = router.deadlineNanos();
        handle(new Event.AdvertisementHeard(packet.advertisement(), datagram.source(), at), System.nanoTime());
        if (router.state() == State.BACKUP && router.deadlineNanos() > takeoverNanos) {
            meters.heardBeforeTakeover(takeoverNanos - at);
        }
    }

    void discard(DropReason reason) {
        meters.discarded(reason);
    }

    void deadlineReached(long nowNanos) {
        if (router.state() == State.ACTIVE && nowNanos >= router.deadlineNanos()) {
            meters.sentLate(nowNanos - router.deadlineNanos());
        }
        handle(new Event.DeadlineReached(), nowNanos);
        if (nowNanos >= bindRetryNanos) {
            forgetRefusal();
            reconsider(nowNanos);
        }
    }

    /** Somebody removed an address: puts it back where it is ours. */
    void addressRemoved(InterfaceAddress removed, long nowNanos) {
        noticeStall(nowNanos);
        if (router.state() == State.ACTIVE && binding.lost(removed)) {
            take(nowNanos);
            if (bindRefusal.isEmpty()) {
                meters.addressRepaired();
            }
            journal.warn(settings.name() + ": " + removed.address().getHostAddress()
                    + " was removed by someone else and "
                    + bindRefusal.map(why -> "can't be put back: " + why).orElse("put back"));
            reconsider(nowNanos);
        }
    }

    /** Somebody claims an address; our own announcements are claims too. */
    void claimed(AddressClaim claim, long nowNanos) {
        noticeStall(nowNanos);
        if (router.state() != State.ACTIVE || !binding.holds(claim.address()) || announcements.ours(claim.sender())) {
            return;
        }
        meters.addressConflict();
        if (announcements.reclaim(nowNanos)) {
            journal.warn(settings.name() + ": " + claim.sender() + " claims "
                    + claim.address().getHostAddress() + ", which is held here: announcing again");
        }
    }

    /** After a stall these are consequences of what the router does not know yet: that it has lost the role. */
    private void noticeStall(long nowNanos) {
        if (router.state() == State.ACTIVE) {
            handle(new Event.DeadlineReached(), nowNanos);
        }
    }

    /** Weighs anew everything that the router depends on. */
    void reconsider(long nowNanos) {
        var assessment = eligibility.assess(nowNanos);
        var present = new LinkedHashMap<>(assessment.faults());
        if (!present.isEmpty()) {
            // A missing interface, for instance, refuses every address; the one that comes after it may not.
            forgetRefusal();
        }
        bindRefusal.ifPresent(reason -> present.put("virtual address", reason));
        boolean faulty = !faults.isEmpty();
        faults = Map.copyOf(present);

        var formerAddress = localAddress;
        localAddress = assessment.source().orElse(null);
        if (localAddress != null && !localAddress.equals(formerAddress) && router.state() != State.INITIALIZE) {
            handle(new Event.Started(localAddress), nowNanos);
        }
        if (assessment.priority() != router.priority()) {
            handle(new Event.PriorityChanged(assessment.priority()), nowNanos);
        }
        if (!faulty && !faults.isEmpty()) {
            handle(new Event.FaultRaised(assessment.faultSeenAtNanos()), nowNanos);
        } else if (faulty && faults.isEmpty()) {
            handle(new Event.FaultCleared(), nowNanos);
        }
        publish(false);
    }

    private void handle(Event event, long nowNanos) {
        var actions = router.handle(event, nowNanos);
        if (actions.isEmpty()) {
            publish(false);
        } else {
            carryOut(actions, nowNanos);
        }
    }

    private void carryOut(List<Action> actions, long nowNanos) {
        var timing = Optional.<TransitionTiming>empty();
        boolean moved = false;
        for (var action : actions) {
            switch (action) {
                case Action.Transition transition -> {
                    timing.ifPresent(this::report);
                    var explanation = Explanation.of(transition, router, status.activePeer(), faults);
                    timing = Optional.of(new TransitionTiming(settings.name(), transition, explanation));
                    moved = true;
                }
                case Action.SendAdvertisement(var advertisement) -> {
                    send(advertisement);
                    timing.ifPresent(clock -> clock.ended(Phase.ADVERTISE));
                }
                case Action.TakeAddresses() -> {
                    take(nowNanos);
                    timing.ifPresent(clock -> clock.ended(Phase.BIND));
                }
                case Action.RefreshAddresses() -> take(nowNanos);
                case Action.ReleaseAddresses() -> {
                    announcements.stop();
                    routing.release();
                    binding.release();
                    timing.ifPresent(clock -> clock.ended(Phase.BIND));
                }
                case Action.Announce() -> {
                    var announced = timing;
                    timing = Optional.empty();
                    announcements.start(() -> announced.ifPresent(clock -> {
                        clock.ended(Phase.ANNOUNCE);
                        report(clock);
                    }));
                }
            }
        }
        timing.ifPresent(this::report);
        publish(moved);
        if (bindRefusal.isPresent() && faults.isEmpty()) {
            reconsider(nowNanos);
        }
    }

    private void send(Advertisement advertisement) {
        switch (settings.transport()) {
            case Transport.Multicast _ ->
                send(advertisement, settings.router().family().multicastGroup());
            case Transport.Unicast unicast -> {
                for (var peer : unicast.peers()) {
                    send(advertisement, peer);
                }
            }
        }
    }

    private void send(Advertisement advertisement, InetAddress destination) {
        var source = localAddress;
        if (source == null) {
            meters.advertisementSendFailed();
            return;
        }
        try {
            socket.send(encode(advertisement, source, destination), source, destination);
            meters.advertisementSent(advertisement.priority());
        } catch (ErrnoException e) {
            meters.advertisementSendFailed();
        }
    }

    private byte[] encode(Advertisement advertisement, InetAddress source, InetAddress destination) {
        return VrrpCodec.encode(advertisement, settings.authentication(), settings.checksum(), source, destination);
    }

    private void take(long nowNanos) {
        bindRefusal = binding.take().or(routing::take);
        bindRetryNanos = bindRefusal.isPresent() ? nowNanos + BIND_RETRY_NANOS : VirtualRouter.NEVER;
    }

    private void forgetRefusal() {
        bindRefusal = Optional.empty();
        bindRetryNanos = VirtualRouter.NEVER;
    }

    private void report(TransitionTiming timing) {
        journal.transition(meters, timing.report());
    }

    /** Tells the world what has changed, if anything has. */
    private void publish(boolean moved) {
        var last = status;
        var peer = router.activePeer();
        var bound = binding.bound();
        boolean samePeer = peer.equals(last.activePeer());
        if (!moved
                && samePeer
                && router.priority() == last.priority()
                && router.activeDownIntervalNanos() == last.activeDownIntervalNanos()
                && bound.equals(last.boundAddresses())
                && faults.equals(last.faults())) {
            return;
        }
        long changedAt = moved ? System.currentTimeMillis() : last.changedAtEpochMillis();
        status = new InstanceStatus(
                router.state(), router.priority(), router.activeDownIntervalNanos(), changedAt, peer, bound, faults);
        if (!samePeer) {
            journal.activePeer(meters, peer);
        }
    }
}
