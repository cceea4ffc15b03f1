package io.havip.gateway;

import io.havip.announce.Announcement;
import io.havip.announce.Announcement.BoundAddress;
import io.havip.announce.Announcer;
import io.havip.health.EffectivePriority;
import io.havip.health.Tracking;
import io.havip.health.Verdict;
import io.havip.linux.Datagram;
import io.havip.linux.ErrnoException;
import io.havip.linux.InterfaceAddress;
import io.havip.linux.Link;
import io.havip.observe.InstanceStatus;
import io.havip.observe.Journal;
import io.havip.observe.Meters;
import io.havip.observe.Meters.VirtualRouterMeters;
import io.havip.observe.TransitionReport.Phase;
import io.havip.vrrp.Action;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Event;
import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouter;
import io.havip.wire.AddressClaim;
import io.havip.wire.MacAddress;
import io.havip.wire.VrrpCodec;
import io.havip.wire.VrrpCodec.Decoded;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One VRRP instance: its virtual router, and the hands that carry out what that asks for. Owned by the loop's thread. */
final class VrrpInstance {
    /** How long a router that could not bind its addresses stays out of the election. */
    private static final long BIND_RETRY_NANOS = 10_000_000_000L;
    /** A stranger that goes on claiming our address would otherwise make us announce at each of its claims. */
    private static final long RECLAIM_INTERVAL_NANOS = 1_000_000_000L;

    private final InstanceSettings settings;
    private final VirtualRouter router;
    private final InterfaceTable interfaces;
    private final InterfaceSocket socket;
    private final AddressBinding binding;
    private final Announcer announcer;
    private final Journal journal;
    private final VirtualRouterMeters meters;
    private final List<Tracking> trackings;
    /** The last verdict of every tracker; the loop's. */
    private final Map<String, Verdict> verdicts;

    private @Nullable InetAddress localAddress;
    private Map<String, String> faults = Map.of();
    private Optional<String> bindFault = Optional.empty();
    private long bindRetryNanos = VirtualRouter.NEVER;
    private long lastHeardNanos;
    private long reclaimedNanos;
    private volatile InstanceStatus status;

    VrrpInstance(
            InstanceSettings settings,
            VirtualRouter router,
            InterfaceTable interfaces,
            InterfaceSocket socket,
            AddressBinding binding,
            Announcer announcer,
            Journal journal,
            Meters allMeters,
            Map<String, Verdict> verdicts) {
        this.settings = settings;
        this.router = router;
        this.interfaces = interfaces;
        this.socket = socket;
        this.binding = binding;
        this.announcer = announcer;
        this.journal = journal;
        this.trackings = trackings(settings);
        this.verdicts = verdicts;
        this.status = new InstanceStatus(State.INITIALIZE, router.priority(), 0, Optional.empty(), List.of(), Map.of());
        this.meters = allMeters.virtualRouter(identity(settings), () -> status);
    }

    private static InstanceStatus.Identity identity(InstanceSettings settings) {
        return new InstanceStatus.Identity(
                settings.name(),
                settings.router().vrid(),
                settings.interfaceName(),
                settings.router().family(),
                settings.router().priority(),
                settings.addresses().stream().map(VirtualAddress::address).toList());
    }

    /** Interfaces are followed by the same arithmetic as health, under names that no tracker has. */
    private static List<Tracking> trackings(InstanceSettings settings) {
        var all = new ArrayList<Tracking>();
        for (var tracked : settings.trackedInterfaces()) {
            all.add(new Tracking(interfaceTracker(tracked.tracker()), tracked.weight(), tracked.reverse()));
        }
        all.addAll(settings.trackedHealth());
        return List.copyOf(all);
    }

    private static String interfaceTracker(String interfaceName) {
        return "interface " + interfaceName;
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
        var removed = binding.removeStale(settings.router().owner());
        if (!removed.isEmpty()) {
            journal.warn(settings.name() + ": removed addresses that were left behind: " + removed.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", ")));
        }
        settings.addresses().forEach(address -> announcer.prepare(address.interfaceName()));
        reconsider(nowNanos);
        handle(new Event.Started(localAddress == null ? anyAddress() : localAddress), nowNanos);
    }

    private InetAddress anyAddress() {
        return settings.router().addresses().getFirst();
    }

    void stop(long nowNanos) {
        handle(new Event.Stopped(), nowNanos);
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
        meters.advertisementReceived();
        long at = datagram.receivedAtNanos();
        if (lastHeardNanos != 0) {
            meters.heardAfter(at - lastHeardNanos);
        }
        lastHeardNanos = at;
        long deadlineNanos = router.deadlineNanos();
        handle(new Event.AdvertisementHeard(packet.advertisement(), datagram.source(), at), System.nanoTime());
        if (router.state() == State.BACKUP && router.deadlineNanos() > deadlineNanos) {
            meters.heardBeforeTakeover(deadlineNanos - at);
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
            bindRetryNanos = VirtualRouter.NEVER;
            bindFault = Optional.empty();
            reconsider(nowNanos);
        }
    }

    /** Somebody removed an address: puts it back where it is ours. */
    void addressRemoved(InterfaceAddress removed, long nowNanos) {
        if (router.state() == State.ACTIVE && binding.lost(removed)) {
            take(nowNanos);
            meters.addressRepaired();
            journal.warn(settings.name() + ": " + removed.address().getHostAddress() + " was removed by someone else: "
                    + bindFault.map(why -> "can't be put back: " + why).orElse("put back"));
            reconsider(nowNanos);
        }
    }

    /** Somebody claims an address; the kernel of our own host does so too, when it announces by itself. */
    void claimed(AddressClaim claim, long nowNanos) {
        if (router.state() != State.ACTIVE || !binding.holds(claim.address()) || macs().containsValue(claim.sender())) {
            return;
        }
        meters.addressConflict();
        if (nowNanos - reclaimedNanos >= RECLAIM_INTERVAL_NANOS) {
            reclaimedNanos = nowNanos;
            journal.warn(settings.name() + ": " + claim.sender() + " claims "
                    + claim.address().getHostAddress() + ", which is held here: announcing again");
            announcer.start(announcement(), macs(), () -> {});
        }
    }

    /** Weighs anew everything that the router depends on: interfaces, addresses, health. */
    void reconsider(long nowNanos) {
        followLocalAddress(nowNanos);
        var known = new HashMap<>(verdicts);
        for (var tracked : settings.trackedInterfaces()) {
            var name = interfaceTracker(tracked.tracker());
            boolean usable = interfaces.usable(tracked.tracker());
            known.put(name, new Verdict(name, usable, usable ? "is up" : "is missing or down", nowNanos));
        }
        var effective = EffectivePriority.of(settings.router().priority(), trackings, known);
        if (effective.priority() != router.priority()) {
            handle(new Event.PriorityChanged(effective.priority()), nowNanos);
        }
        var present = new LinkedHashMap<String, String>();
        effective.faults().forEach(fault -> present.put(fault.tracker(), fault.reason()));
        if (!interfaces.usable(settings.interfaceName())) {
            present.put(interfaceTracker(settings.interfaceName()), "is missing or down");
        } else if (socket.refusal().isPresent()) {
            present.put(
                    interfaceTracker(settings.interfaceName()), socket.refusal().get());
        } else if (localAddress == null) {
            present.put("source address", missingSource());
        }
        bindFault.ifPresent(reason -> present.put("virtual address", reason));
        changeFaults(present, known, nowNanos);
    }

    private void changeFaults(Map<String, String> present, Map<String, Verdict> known, long nowNanos) {
        boolean faulty = !faults.isEmpty();
        boolean changed = !faults.equals(present);
        faults = Map.copyOf(present);
        if (!faulty && !present.isEmpty()) {
            long seenAtNanos = present.keySet().stream()
                    .map(known::get)
                    .filter(Objects::nonNull)
                    .mapToLong(Verdict::seenAtNanos)
                    .min()
                    .orElse(nowNanos);
            handle(new Event.FaultRaised(Math.min(seenAtNanos, nowNanos)), nowNanos);
        } else if (faulty && present.isEmpty()) {
            handle(new Event.FaultCleared(), nowNanos);
        }
        if (changed) {
            publish(false);
        }
    }

    private void followLocalAddress(long nowNanos) {
        var source = source();
        if (source.isPresent() && !source.get().equals(localAddress)) {
            localAddress = source.get();
            if (router.state() != State.INITIALIZE) {
                handle(new Event.Started(source.get()), nowNanos);
            }
        } else if (source.isEmpty()) {
            localAddress = null;
        }
    }

    private Optional<InetAddress> source() {
        var configured = settings.transport().source();
        if (configured.isPresent()) {
            return configured.filter(interfaces::hasAddress);
        }
        var virtual = settings.addresses().stream().map(VirtualAddress::address).collect(Collectors.toSet());
        return interfaces.primaryAddress(
                settings.interfaceName(), settings.router().family(), virtual);
    }

    private String missingSource() {
        return settings.transport()
                .source()
                .map(source -> source.getHostAddress() + " is not an address of this host")
                .orElse(settings.interfaceName() + " has no "
                        + settings.router().family() + " address to send from");
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
                    timing = Optional.of(new TransitionTiming(settings.name(), transition, explain(transition)));
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
                    announcer.stop(settings.name());
                    binding.release();
                    timing.ifPresent(clock -> clock.ended(Phase.BIND));
                }
                case Action.Announce() -> {
                    var announced = timing;
                    timing = Optional.empty();
                    announcer.start(
                            announcement(),
                            macs(),
                            () -> announced.ifPresent(done -> {
                                done.ended(Phase.ANNOUNCE);
                                report(done);
                            }));
                }
            }
        }
        timing.ifPresent(this::report);
        publish(moved);
        if (bindFault.isPresent() && faults.isEmpty()) {
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
            var bytes = VrrpCodec.encode(
                    advertisement, settings.authentication(), settings.checksum(), source, destination);
            socket.send(bytes, source, destination);
            meters.advertisementSent();
        } catch (ErrnoException e) {
            meters.advertisementSendFailed();
        }
    }

    private void take(long nowNanos) {
        bindFault = binding.take();
        bindRetryNanos = bindFault.isPresent() ? nowNanos + BIND_RETRY_NANOS : VirtualRouter.NEVER;
    }

    private Announcement announcement() {
        var addresses = settings.addresses().stream()
                .map(address -> new BoundAddress(address.address(), address.interfaceName()))
                .toList();
        return new Announcement(settings.name(), addresses, settings.announcements());
    }

    private Map<String, MacAddress> macs() {
        var macs = new HashMap<String, MacAddress>();
        for (var address : settings.addresses()) {
            interfaces
                    .link(address.interfaceName())
                    .flatMap(Link::hardwareAddress)
                    .ifPresent(mac -> macs.put(address.interfaceName(), mac));
        }
        return macs;
    }

    private void report(TransitionTiming timing) {
        journal.transition(meters, timing.report());
    }

    private String explain(Action.Transition transition) {
        var followed = status.activePeer().map(VrrpInstance::describe);
        return switch (transition.cause()) {
            case STARTUP -> "started with priority " + router.priority();
            case ACTIVE_DOWN -> followed.map(peer -> peer + " fell silent").orElse("no active router was heard");
            case RELEASE_HEARD -> followed.orElse("the active router") + " released the role";
            case PREEMPTION -> "the active router has a lower priority than ours, " + router.priority();
            case BETTER_HEARD ->
                router.activePeer().map(VrrpInstance::describe).orElse("another router")
                        + " is better than our priority " + router.priority();
            case FAULT ->
                faults.entrySet().stream()
                        .map(fault -> fault.getKey() + " " + fault.getValue())
                        .collect(Collectors.joining(", "));
            case RECOVERY -> "everything that is tracked works again";
            case STALL -> "this process could not run for longer than its peers wait";
            case SHUTDOWN -> "told to stop";
        };
    }

    private static String describe(VirtualRouter.Peer peer) {
        return peer.address().getHostAddress() + " (priority " + peer.priority() + ")";
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
                && bound.equals(last.boundAddresses())
                && faults.equals(last.faults())) {
            return;
        }
        long changedAt = moved ? System.currentTimeMillis() : last.changedAtEpochMillis();
        status = new InstanceStatus(router.state(), router.priority(), changedAt, peer, bound, faults);
        if (!samePeer) {
            journal.activePeer(meters, peer);
        }
    }
}
