package io.havip.vrrp;

import io.havip.vrrp.Action.Announce;
import io.havip.vrrp.Action.ReleaseAddresses;
import io.havip.vrrp.Action.SendAdvertisement;
import io.havip.vrrp.Action.TakeAddresses;
import io.havip.vrrp.Action.Transition;
import io.havip.vrrp.Event.AdvertisementHeard;
import io.havip.vrrp.Event.DeadlineReached;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One virtual router: the state machine of RFC 9568 section 6.4 (version 3) and RFC 3768 section 6.4 (version 2).
 *
 * <p>All times are nanoseconds of one monotonic clock. Whoever drives it calls {@link #handle} for everything that
 * happens and, once {@link #deadlineNanos()} has come, with {@link DeadlineReached} &mdash; after every advertisement that
 * was received by then, for an Active whose advertisements still wait to be read is late, not dead.
 * <p>Beyond the RFC: keepalived's FAULT and preempt delay, a release that a sole successor answers at once, an end that waits
 * for the successor, a faulty router that serves as the last resort, and four rules against two owners:
 * <ul>
 *   <li>addresses are bound for a {@linkplain #leaseSeconds() lease} that only an Active which advertises renews;
 *   <li>an Active that could not advertise for its configured Active_Down_Interval, which the lease covers, steps down
 *       before it sends anything;
 *   <li>an Active that yields to a better one advertises once more, so that the better one, which may never have heard of
 *       it, knows that the network was told otherwise and announces again;
 *   <li>an Active none of whose advertisements left its host for its Active_Down_Interval yields to whomever it hears.
 * </ul>
 */
public final class VirtualRouter {
    /** The deadline of a router that waits for nothing. */
    public static final long NEVER = Long.MAX_VALUE;

    private final List<Action> actions = new ArrayList<>();
    private final Audibility audibility;
    private final Vigil vigil;
    private final Tenure tenure;

    private VirtualRouterSettings settings;
    private State state = State.INITIALIZE;
    private boolean faulty;
    private long faultSeenAtNanos;
    private int priority;
    private @Nullable InetAddress localAddress;
    private long keptUntilNanos = NEVER;

    public VirtualRouter(VirtualRouterSettings settings) {
        this.settings = settings;
        this.priority = settings.priority();
        this.audibility = new Audibility(settings);
        this.vigil = new Vigil(settings, audibility);
        this.tenure = new Tenure(settings);
    }

    public VirtualRouterSettings settings() {
        return settings;
    }

    public State state() {
        return state;
    }

    /** The effective priority, which it advertises: 1..255. */
    public int priority() {
        return lastResort() ? Advertisement.LAST_RESORT_PRIORITY : priority;
    }

    /** What tracking makes of its priority, 1..255, whether or not it serves as the last resort. */
    public int trackedPriority() {
        return priority;
    }

    /** Whether it serves though it is faulty, because nobody else does. */
    public boolean lastResort() {
        return faulty && state == State.ACTIVE;
    }

    /** The Active that this Backup follows, if it has heard one. */
    public Optional<Peer> activePeer() {
        return vigil.active();
    }

    /** When {@link DeadlineReached} is due; {@link #NEVER} when nothing is. */
    public long deadlineNanos() {
        return switch (state) {
            case ACTIVE -> tenure.nextSentAtNanos();
            case BACKUP -> vigil.deadlineNanos();
            case INITIALIZE, FAULT -> keptUntilNanos;
        };
    }

    /** When this Backup takes over, or tries to, unless it hears somebody; {@link #NEVER} for what is no Backup. */
    public long takeoverNanos() {
        return state == State.BACKUP ? vigil.takeoverNanos() : NEVER;
    }

    /** What a Backup waits for; of one that has just become Active, what it waited for. */
    public Wait waiting() {
        return vigil.all();
    }

    /** Whether it has still the addresses of a role that it has given up. */
    public boolean keepsAddresses() {
        return keptUntilNanos != NEVER;
    }

    /** Who goes on advertising with a lower priority, though this Active's advertisements leave: it does not hear them. */
    public Optional<Peer> unheardBy(long nowNanos) {
        return state == State.ACTIVE ? audibility.unheardBy(nowNanos) : Optional.empty();
    }

    /**
     * Whether it would replace the Active, but was not heard as an Active itself: it advertises in place of the takeover, and takes
     * over when that was refused before and is not now, or when the Active falls silent.
     */
    public boolean triesFirst(long nowNanos) {
        return state == State.BACKUP && vigil.triesFirst(nowNanos);
    }

    /**
     * For how long addresses are bound at a time: the Active_Down_Interval in whole seconds, rounded up, at least 2. An
     * Active renews it long before it ends; one that is killed or frozen loses the addresses by the kernel's hand.
     */
    public long leaseSeconds() {
        return tenure.leaseSeconds();
    }

    /**
     * Takes in one event.
     *
     * @param nowNanos the present, never before that of an earlier call
     * @return what is to be done, in order
     */
    public List<Action> handle(Event event, long nowNanos) {
        actions.clear();
        if (state == State.ACTIVE && tenure.stalled(nowNanos)) {
            becomeBackup(Cause.STALL, tenure.lastSentAtNanos(), nowNanos);
        }
        switch (event) {
            case Event.Started started -> start(started.localAddress(), nowNanos);
            case AdvertisementHeard heard -> hear(heard, nowNanos);
            case DeadlineReached() -> reachDeadline(nowNanos);
            case Event.AdvertisementLeft() -> left(nowNanos);
            case Event.AdvertisementRefused() -> audibility.refused();
            case Event.PriorityChanged changed -> changePriority(changed.priority());
            case Event.Reconfigured changed -> reconfigure(changed, nowNanos);
            case Event.GroupYielded yielded
            when state == State.ACTIVE -> becomeBackup(Cause.GROUP, yielded.seenAtNanos(), nowNanos);
            case Event.FaultRaised raised -> raiseFault(raised.seenAtNanos());
            case Event.LastResort resort
            when state == State.FAULT -> becomeActive(Cause.LAST_RESORT, resort.silentSinceNanos(), nowNanos);
            case Event.LastResortRetried() when lastResort() -> fail(Cause.LAST_RESORT_RETRY, nowNanos);
            case Event.GroupYielded _, Event.LastResort _, Event.LastResortRetried _ -> {}
            case Event.FaultCleared() -> clearFault(nowNanos);
            case Event.PreemptionHeld held -> vigil.hold(held.untilNanos());
            case Event.Stopping() -> beginStop(nowNanos);
            case Event.Stopped() -> stop(nowNanos);
        }
        return actions.isEmpty() ? List.of() : List.copyOf(actions);
    }

    private void start(InetAddress address, long nowNanos) {
        localAddress = address;
        if (state == State.INITIALIZE && faulty) {
            transition(State.FAULT, Cause.FAULT, faultSeenAtNanos);
        } else if (state == State.INITIALIZE) {
            participate(Cause.STARTUP, nowNanos);
        }
    }

    /** RFC 9568 section 6.4.1: an owner becomes Active, everyone else listens first. */
    private void participate(Cause cause, long nowNanos) {
        if (settings.owner()) {
            becomeActive(cause, nowNanos, nowNanos);
        } else {
            becomeBackup(cause, nowNanos, nowNanos);
        }
    }

    private void hear(AdvertisementHeard heard, long nowNanos) {
        if (state == State.INITIALIZE && !heard.advertisement().release()) {
            letGo();
        }
        if (settings.has(Reaction.IGNORES_OTHERS) && !lastResort() && !audibility.mute(nowNanos)) {
            return;
        }
        switch (state) {
            case BACKUP -> vigil.hear(heard);
            case ACTIVE -> hearAsActive(heard, nowNanos);
            case INITIALIZE, FAULT -> {}
        }
    }

    private void hearAsActive(AdvertisementHeard heard, long nowNanos) {
        var advertisement = heard.advertisement();
        var yields = yieldsTo(heard, nowNanos);
        if (yields.isPresent()) {
            becomeBackup(yields.get(), heard.receivedAtNanos(), nowNanos);
            if (state == State.BACKUP) {
                vigil.follow(heard);
            }
            return;
        }
        tenure.contest();
        if (advertisement.release() || !settings.has(Reaction.DISCARDS_LOWER)) {
            advertise(nowNanos);
        } else {
            reannounce(nowNanos);
        }
        if (advertisement.release()) {
            tenure.advertisesLater(nowNanos);
        }
    }

    private Optional<Cause> yieldsTo(AdvertisementHeard heard, long nowNanos) {
        if (heard.advertisement().release()) {
            return Optional.empty();
        }
        return isBetter(heard.advertisement(), heard.source())
                ? Optional.of(Cause.BETTER_HEARD)
                : audibility.yieldsTo(heard, nowNanos);
    }

    private boolean isBetter(Advertisement advertisement, InetAddress source) {
        if (advertisement.priority() != priority()) {
            return advertisement.priority() > priority();
        }
        return localAddress != null && Arrays.compareUnsigned(source.getAddress(), localAddress.getAddress()) > 0;
    }

    private void reachDeadline(long nowNanos) {
        if (nowNanos < deadlineNanos()) {
            return;
        }
        switch (state) {
            case BACKUP -> {
                if (vigil.tries(nowNanos)) {
                    send(nowNanos);
                } else {
                    becomeActive(vigil.cause(), vigil.evidenceAtNanos(), nowNanos);
                }
            }
            case ACTIVE -> {
                advertise(nowNanos);
                tenure.goOn(nowNanos);
            }
            case INITIALIZE, FAULT -> letGo();
        }
    }

    private void left(long nowNanos) {
        if (audibility.left(nowNanos) && state == State.BACKUP) {
            vigil.preempt(nowNanos);
        }
    }

    private void changePriority(int effective) {
        if (!settings.owner()) {
            priority = effective;
            vigil.changePriority(effective);
        }
    }

    /** An Active stays Active, and tells at once what it is now: its peers, the kernel and the network. */
    private void reconfigure(Event.Reconfigured changed, long nowNanos) {
        settings = changed.settings();
        priority = settings.owner() ? VirtualRouterSettings.OWNER_PRIORITY : changed.priority();
        audibility.change(settings);
        tenure.change(settings);
        vigil.change(settings, priority, state == State.BACKUP, nowNanos);
        if (state == State.ACTIVE) {
            claim(nowNanos);
        }
    }

    private void raiseFault(long seenAtNanos) {
        faulty = true;
        faultSeenAtNanos = seenAtNanos;
        if (state == State.ACTIVE || state == State.BACKUP) {
            fail(Cause.FAULT, seenAtNanos);
        }
    }

    private void fail(Cause cause, long evidenceAtNanos) {
        retire(State.FAULT, cause, evidenceAtNanos);
        letGo();
    }

    /** One that served as the last resort goes on with the priority that it has. */
    private void clearFault(long nowNanos) {
        faulty = false;
        if (state == State.FAULT) {
            participate(Cause.RECOVERY, nowNanos);
        }
    }

    /** What was announced from now on could come after what the successor announces. The lease has to outlast the wait. */
    private void beginStop(long nowNanos) {
        if (state == State.INITIALIZE) {
            return;
        }
        retire(State.INITIALIZE, Cause.SHUTDOWN, nowNanos);
        if (keepsAddresses()) {
            actions.add(new Action.RefreshAddresses());
            actions.add(new Action.StopAnnouncing());
            keptUntilNanos = nowNanos + settings.activeDownIntervalNanos();
        }
    }

    private void stop(long nowNanos) {
        if (state != State.INITIALIZE) {
            retire(State.INITIALIZE, Cause.SHUTDOWN, nowNanos);
        }
        letGo();
    }

    private void letGo() {
        if (keepsAddresses()) {
            keptUntilNanos = NEVER;
            actions.add(new ReleaseAddresses());
        }
    }

    /** Takes no part any longer. An Active gives up the role; its addresses are left to be let go. */
    private void retire(State to, Cause cause, long evidenceAtNanos) {
        boolean owned = state == State.ACTIVE;
        transition(to, cause, evidenceAtNanos);
        vigil.end();
        if (owned) {
            actions.add(new SendAdvertisement(settings.advertisement(Advertisement.RELEASE_PRIORITY)));
            keptUntilNanos = evidenceAtNanos;
        }
    }

    private void becomeActive(Cause cause, long evidenceAtNanos, long nowNanos) {
        transition(State.ACTIVE, cause, evidenceAtNanos);
        vigil.end();
        audibility.active(nowNanos);
        claim(nowNanos);
    }

    /** Tells the routers, the kernel and the network that the addresses are here. */
    private void claim(long nowNanos) {
        tenure.begin(nowNanos);
        send(nowNanos);
        actions.add(new TakeAddresses());
        actions.add(new Announce());
    }

    /** But for the last resort, which is as faulty as before. */
    private void becomeBackup(Cause cause, long evidenceAtNanos, long nowNanos) {
        boolean owned = state == State.ACTIVE;
        var farewell = settings.advertisement(priority());
        transition(lastResort() ? State.FAULT : State.BACKUP, cause, evidenceAtNanos);
        if (owned) {
            if (cause == Cause.BETTER_HEARD) {
                actions.add(new SendAdvertisement(farewell));
            }
            actions.add(new ReleaseAddresses());
        }
        if (state == State.BACKUP) {
            vigil.begin(nowNanos);
        }
    }

    private void transition(State to, Cause cause, long evidenceAtNanos) {
        actions.add(new Transition(state, to, cause, evidenceAtNanos));
        state = to;
    }

    private void advertise(long nowNanos) {
        send(nowNanos);
        if (tenure.renews(nowNanos)) {
            actions.add(new Action.RefreshAddresses());
        }
        reannounce(nowNanos);
    }

    /** Where somebody else has announced the addresses. Who can't send may have to leave them to that. */
    private void reannounce(long nowNanos) {
        if (audibility.sends() && tenure.announcesAgain(nowNanos)) {
            actions.add(new Action.AnnounceAgain());
        }
    }

    private void send(long nowNanos) {
        actions.add(new SendAdvertisement(settings.advertisement(priority())));
        tenure.sent(nowNanos);
    }

    /** The Active_Down_Interval, in nanoseconds: by the Active's interval for a Backup, by our own for an Active. */
    public long activeDownIntervalNanos() {
        return vigil.activeDownIntervalNanos();
    }
}
