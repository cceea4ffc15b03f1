package io.havip.gateway.instance;

import io.havip.announce.SeenClaim;
import io.havip.gateway.doctor.PeerWatch;
import io.havip.gateway.host.Deadlines;
import io.havip.gateway.host.Host;
import io.havip.gateway.host.InterfaceTable;
import io.havip.gateway.host.Received;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.linux.AddressIdentity;
import io.havip.linux.Datagram;
import io.havip.observe.InstanceStatus;
import io.havip.observe.TransitionReport.Phase;
import io.havip.observe.VirtualRouterMeters;
import io.havip.vrrp.Action;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Event;
import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouter;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One VRRP instance: its virtual router, and the hands that carry out what that asks for. Owned by the loop's thread. */
public final class VrrpInstance {
    private final Host host;
    private final VirtualRouter router;
    private final Commons commons;
    private final InterfaceTable interfaces;
    private final InterfaceSocket socket;
    private final Participation participation;
    private final AddressBinding binding;
    private final AddressAnnouncements announcements;
    private final InstanceNotices notices;
    private final VirtualRouterMeters meters;
    private final Reception reception;
    private final Presence presence;
    private final Advertiser advertiser;
    private final Deadlines.Timer timer;
    private final PublishedStatus published;
    private InstanceSettings settings;
    private PeerWatch watch;
    private @Nullable InetAddress localAddress;
    private SyncGroup group = SyncGroup.alone(this);
    /** Whether its deadline came while others of the group followed an Active, and nothing has happened to it since. */
    private boolean awaitsGroup;

    public VrrpInstance(
            InstanceSettings settings,
            Host host,
            Commons commons,
            InterfaceSocket socket,
            Function<Supplier<InstanceStatus>, VirtualRouterMeters> meters) {
        this.settings = settings;
        this.host = host;
        this.router = new VirtualRouter(settings.router());
        this.commons = commons;
        this.interfaces = commons.interfaces();
        this.socket = socket;
        this.participation = new Participation(router, new Eligibility(interfaces, socket, commons.verdicts()));
        this.notices = new InstanceNotices(host.notifier(), router.priority());
        this.published = new PublishedStatus(router, host, commons.changed());
        this.meters = meters.apply(published::get);
        this.announcements = new AddressAnnouncements(host, commons, this.meters);
        this.binding = new AddressBinding(settings.name(), host, commons, this.meters);
        var antiReplay = new AntiReplay(this.meters::speakerUnremembered);
        this.presence = new Presence(settings, host::claim);
        this.watch = watch(host.nanos());
        this.advertiser = new Advertiser(host, socket, settings.router().family(), antiReplay, this.meters);
        this.reception = new Reception(host, antiReplay, advertiser::room, this.meters);
        this.timer = commons.deadlines().timer(this::deadlineReached);
    }

    private PeerWatch watch(long nowNanos) {
        var asked = new PeerWatch.Asked(() -> participation.hears(settings), presence::alone);
        return new PeerWatch(settings, interfaces, host, meters, asked, nowNanos);
    }

    public InstanceSettings settings() {
        return settings;
    }

    public VirtualRouterMeters meters() {
        return meters;
    }

    /** The latest published status. Callable from any thread. */
    public InstanceStatus status() {
        return published.get();
    }

    private long deadlineNanos() {
        if (router.state() == State.INITIALIZE) {
            return router.deadlineNanos();
        }
        long routerNanos = awaitsGroup ? VirtualRouter.NEVER : router.deadlineNanos();
        long ownNanos = Math.min(routerNanos, participation.deadlineNanos(settings));
        return Math.min(ownNanos, Math.min(binding.retryNanos(), watch.deadlineNanos(router)));
    }

    /** Whether a verdict of this tracker counts here. */
    public boolean follows(String tracker) {
        return settings.tracking().follows(tracker);
    }

    public void join(SyncGroup joined) {
        group = joined;
        group.joined();
        awaitsGroup = false;
        timer.set(deadlineNanos());
    }

    /** The state that scripts know of. */
    State toldState() {
        return notices.toldState();
    }

    State state() {
        return router.state();
    }

    /** Whether it is a Backup that would take over. */
    boolean due(long nowNanos) {
        return router.takeoverNanos() <= nowNanos;
    }

    Participation participation() {
        return participation;
    }

    void serveAsLastResort(long nowNanos) {
        handle(participation.serve(), nowNanos);
    }

    void yieldWithGroup(long nowNanos) {
        handle(new Event.GroupYielded(nowNanos), nowNanos);
    }

    /** Removes stale addresses and begins to take part, as far as the present allows. As an owner it ends its group's wait. */
    public void start(long nowNanos) {
        socket.add(this);
        watch = watch(nowNanos);
        binding.removeStale(settings);
        reconsider(nowNanos);
        // Without a source address the router starts in FAULT, and hears of the address when there is one.
        var source = localAddress == null ? settings.router().family().unspecified() : localAddress;
        handle(new Event.Started(source), nowNanos);
        group.takeOver(nowNanos);
    }

    /** Goes on with other settings, in the role that it has. */
    public void change(InstanceSettings changed, long nowNanos) {
        participation.change(settings, changed);
        settings = changed;
        socket.add(this);
        watch = watch(nowNanos);
        binding.forgetRefusal();
        var assessment = participation.assess(settings, nowNanos);
        localAddress = assessment.source().orElse(null);
        if (localAddress != null && router.state() != State.INITIALIZE) {
            handle(new Event.Started(localAddress), nowNanos);
        }
        binding.retain(changed);
        handle(new Event.Reconfigured(changed.router(), assessment.priority()), nowNanos);
        reconsider(nowNanos);
    }

    /** Gives up its role, and goes on for as long as it {@linkplain #keepsAddresses keeps} what that had. */
    public void beginStop(long nowNanos) {
        handle(new Event.Stopping(), nowNanos);
    }

    public boolean keepsAddresses() {
        return router.keepsAddresses();
    }

    public void stop(long nowNanos) {
        handle(new Event.Stopped(), nowNanos);
        advertiser.close();
        presence.end();
    }

    /** Stops for good, because a changed configuration has no such instance. */
    public void remove(long nowNanos) {
        notices.remove();
        stop(nowNanos);
        socket.remove(this);
    }

    /** A packet with our VRID on our interface. */
    void receive(Received received, long at) {
        if (localAddress == null || !reception.accepts(received, at, settings, localAddress, watch.doctor())) {
            return;
        }
        var advertisement = received.advertisement();
        long takeoverNanos = router.takeoverNanos();
        boolean wasActive = router.state() == State.ACTIVE;
        participation.heard(advertisement, at);
        handle(new Event.AdvertisementHeard(advertisement, received.source(), at), host.nanos());
        if (wasActive && router.state() == State.ACTIVE && !advertisement.release()) {
            notices.lowerHeard(settings, router.priority());
        }
        if (router.state() == State.BACKUP && router.takeoverNanos() > takeoverNanos) {
            meters.heardBeforeTakeover(takeoverNanos - at);
        }
    }

    /** A datagram with our VRID that is no advertisement. */
    void discard(DropReason reason, Datagram datagram, long at) {
        reception.discard(reason, datagram, null, at, watch.doctor());
    }

    private void deadlineReached(long nowNanos) {
        if (router.state() == State.ACTIVE && nowNanos >= router.deadlineNanos()) {
            meters.sentLate(nowNanos - router.deadlineNanos());
        }
        if (due(nowNanos)) {
            awaitsGroup = true;
            group.takeOver(nowNanos);
        } else {
            handle(new Event.DeadlineReached(), nowNanos);
        }
        if (participation.lastResortCame(nowNanos)) {
            group.serveAsLastResort(nowNanos);
        } else if (participation.lastResortRetries(settings, nowNanos)) {
            group.retryLastResort(nowNanos);
        }
        if (nowNanos >= binding.retryNanos()) {
            binding.forgetRefusal();
            reconsider(nowNanos);
        }
        watch.review(router, nowNanos);
        publish(false);
    }

    /** Whether its takeover would begin with a trial. */
    boolean triesFirst(long nowNanos) {
        return router.triesFirst(nowNanos);
    }

    void reachDeadline(long nowNanos) {
        if (due(nowNanos)) {
            handle(new Event.DeadlineReached(), nowNanos);
        }
    }

    /** Somebody removed an address: puts it back where it is ours. */
    public void addressRemoved(AddressIdentity removed, long nowNanos) {
        // Before a renewal, due at the same time, puts it back unseen.
        if (!binding.lost(removed)) {
            return;
        }
        noticeStall(nowNanos);
        if (router.state() == State.ACTIVE) {
            timer.prompt(false);
            binding.putBack(removed, settings, router.leaseSeconds(), nowNanos);
            reconsider(nowNanos);
        }
    }

    /** Mends what has become otherwise than it should be, and nobody has told of. The interfaces have just been read. */
    public void mend(long nowNanos) {
        advertiser.follow(settings, interfaces);
        binding.missing().forEach(missing -> addressRemoved(missing, nowNanos));
        watch.evicted(binding.evict(settings, router.state(), nowNanos), nowNanos);
    }

    /** Somebody claims an address; our own announcements are claims too. */
    public void claimed(SeenClaim seen, long nowNanos) {
        if (!binding.contestedBy(seen)) {
            return;
        }
        noticeStall(nowNanos);
        if (router.state() == State.ACTIVE) {
            meters.addressConflict();
            watch.doctor().claimed(seen.claim(), nowNanos);
            timer.prompt(false);
            announcements.reclaim(seen.claim(), settings, nowNanos);
        }
    }

    /** After a stall these are consequences of what the router does not know yet: that it has lost the role. */
    private void noticeStall(long nowNanos) {
        if (router.state() == State.ACTIVE) {
            handle(new Event.DeadlineReached(), nowNanos);
        }
    }

    /** Weighs anew everything that the router depends on. */
    public void reconsider(long nowNanos) {
        advertiser.follow(settings, interfaces);
        timer.prompt(false);
        // What an interface has lost is bound again before it is announced there.
        if (router.state() != State.ACTIVE || binding.missing().isEmpty()) {
            announcements.follow(settings, router.state() == State.ACTIVE);
        }
        watch.evicted(binding.evict(settings, router.state(), nowNanos), nowNanos);
        var assessment = participation.assess(settings, nowNanos);
        boolean groupConcerned = participation.consider(assessment, binding);
        var events = participation.weigh(group.faultsBeside(this), group.bearsFaults(), settings, nowNanos);

        var source = assessment.source().orElse(null);
        if (source != null && !source.equals(localAddress)) {
            localAddress = source;
            if (router.state() != State.INITIALIZE) {
                handle(new Event.Started(source), nowNanos);
            }
        }
        if (assessment.priority() != router.trackedPriority()) {
            handle(new Event.PriorityChanged(assessment.priority()), nowNanos);
        }
        events.forEach(event -> handle(event, nowNanos));
        // The role was given up from the former one: that may be there still, on an interface with another name.
        localAddress = source;
        publish(false);
        notices.weighed(settings, router.state(), router.priority(), participation.faults(), group);
        if (groupConcerned) {
            group.reconsiderBeside(this, nowNanos);
        }
    }

    void handle(Event event, long nowNanos) {
        awaitsGroup = false;
        carryOut(router.handle(event, nowNanos), nowNanos);
    }

    private void carryOut(List<Action> actions, long nowNanos) {
        timer.prompt(false);
        var timing = Optional.<TransitionTiming>empty();
        boolean yielded = false;
        for (var action : actions) {
            switch (action) {
                case Action.Transition transition -> {
                    timing.ifPresent(this::conclude);
                    timing = Optional.of(new TransitionTiming(host, meters, settings.name(), transition));
                    yielded |= transition.from() == State.ACTIVE
                            && transition.cause().yields();
                    participation.moved(transition, nowNanos);
                    watch.doctor().moved(transition.to(), nowNanos);
                }
                case Action.SendAdvertisement(var advertisement) -> {
                    boolean left = advertiser.send(advertisement, settings, localAddress, watch.refusals());
                    router.handle(left ? new Event.AdvertisementLeft() : new Event.AdvertisementRefused(), nowNanos);
                    announcements.confirm(settings, left && !advertisement.release(), nowNanos);
                    timing.ifPresent(clock -> clock.ended(Phase.ADVERTISE));
                }
                case Action.TakeAddresses() -> {
                    binding.take(settings, router.leaseSeconds(), nowNanos);
                    timing.ifPresent(clock -> clock.ended(Phase.BIND));
                }
                case Action.RefreshAddresses() -> binding.take(settings, router.leaseSeconds(), nowNanos);
                case Action.ReleaseAddresses() -> {
                    announcements.stop(settings);
                    binding.release();
                    timing.ifPresent(clock -> clock.ended(Phase.BIND));
                }
                case Action.StopAnnouncing() -> announcements.stop(settings);
                case Action.AnnounceAgain() -> announcements.startAgain(settings);
                // What could not be bound is not here: a FAULT follows.
                case Action.Announce() when binding.refusal().isPresent() -> {}
                case Action.Announce() -> announcements.start(settings, timing);
            }
        }
        if (timing.isPresent()) {
            conclude(timing.get());
        }
        publish(timing.isPresent());
        if (timing.isPresent()) {
            notices.moved(settings, router.state(), router.priority(), participation.faults(), group);
        }
        notices.prioritized(settings, router.state(), router.priority());
        if (yielded && router.state() != State.ACTIVE) {
            group.yielded(this, nowNanos);
        }
        if (binding.refusal().isPresent() && !participation.knowsRefusal()) {
            reconsider(nowNanos);
        }
    }

    /** Says what was known when it moved: the advertisement does not wait for that, nor do the addresses and announcements. */
    private void conclude(TransitionTiming timing) {
        long lateNanos = commons.latenessNanos().getAsLong();
        var known = participation.circumstances(
                timing.transition(), settings, status(), watch.doctor().heard(), lateNanos);
        timing.conclude(TransitionReason.of(timing.transition(), router, known), known);
    }

    /** Tells the world what has changed, if anything has. */
    private void publish(boolean moved) {
        timer.set(deadlineNanos());
        timer.prompt(router.state() == State.ACTIVE && group.single());
        timer.punctual(router.takeoverNanos() == deadlineNanos());
        var heldBack = participation.heldBack(settings, host.nanos());
        watch.heldBack(status().heldBack(), heldBack);
        published.publish(moved, binding.bound(), participation.faults(), heldBack, watch.findings());
    }
}
