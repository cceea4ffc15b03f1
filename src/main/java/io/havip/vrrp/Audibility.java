package io.havip.vrrp;

import io.havip.vrrp.VirtualRouterSettings.Reaction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the others can hear a router: what left this host, what was refused, and who goes on advertising all the same. One
 * that gave way because of it does not preempt on trust: it tries first, with the one advertisement that its takeover would
 * begin with, and goes on waiting if that is refused. One that was not heard goes on trying, as an Active would, for as long as
 * nobody contradicts it: whoever hears it now, and yields, would otherwise be back before its silence has lasted long enough.
 */
final class Audibility {
    private static final long NEVER = VirtualRouter.NEVER;

    private VirtualRouterSettings settings;
    private boolean refused;
    private long leftAtNanos;
    private boolean unheard;
    private boolean trying;
    private long triedAtNanos;
    /** When to try on. */
    private long trialNanos = NEVER;
    /** Whether somebody has advertised since the trial began: who yields does so once more. */
    private boolean answered;

    /** A lower one that goes on, since when without a gap, and how much silence would be one. */
    private @Nullable Peer rival;

    private long rivalSinceNanos;
    private long rivalLastNanos;
    private long rivalPatienceNanos;

    Audibility(VirtualRouterSettings settings) {
        this.settings = settings;
    }

    void change(VirtualRouterSettings changed) {
        settings = changed;
        if (!changed.has(Reaction.YIELDS_UNHEARD)) {
            unheard = false;
            trialNanos = NEVER;
        }
    }

    /** What is sent from now on, an Active's advertisements, ought to be heard. */
    void active(long nowNanos) {
        if (!refused) {
            leftAtNanos = nowNanos;
        }
        unheard = false;
        trialNanos = NEVER;
        rival = null;
    }

    /** The first trial is due in an Active_Down_Interval, as a takeover would be. */
    void backup(long nowNanos) {
        triedAtNanos = nowNanos;
        trialNanos = NEVER;
        rival = null;
    }

    /**
     * An advertisement has left this host, for one destination at least.
     *
     * @return whether that was the trial of a router whose advertisements were refused
     */
    boolean left(long nowNanos) {
        boolean heardAgain = trying && !unheard;
        if (trying && unheard) {
            trialNanos = nowNanos + settings.timing().advertisementIntervalNanos();
        }
        refused = false;
        trying = false;
        leftAtNanos = nowNanos;
        return heardAgain;
    }

    /** The host has refused an advertisement, for every destination. */
    void refused() {
        refused = true;
        trying = false;
        trialNanos = NEVER;
    }

    /** Whether the last advertisement left. */
    boolean sends() {
        return !refused;
    }

    /** Whether no advertisement has left for an Active_Down_Interval, though some should have. */
    boolean mute(long nowNanos) {
        return refused && nowNanos - leftAtNanos >= settings.activeDownIntervalNanos();
    }

    /**
     * An Active hears a router of lower priority.
     *
     * @return why it has to give way to that
     */
    Optional<Cause> yieldsTo(Event.AdvertisementHeard heard, long nowNanos) {
        if (mute(nowNanos)) {
            return Optional.of(Cause.SEND_REFUSED);
        }
        observe(heard);
        unheard = settings.has(Reaction.YIELDS_UNHEARD)
                && unheardBy(heard.receivedAtNanos()).isPresent();
        return unheard ? Optional.of(Cause.UNHEARD) : Optional.empty();
    }

    /** Of several, the first, as long as it goes on: that they take turns must not hide them. */
    private void observe(Event.AdvertisementHeard heard) {
        var advertisement = heard.advertisement();
        long at = heard.receivedAtNanos();
        boolean known = rival != null && at - rivalLastNanos <= rivalPatienceNanos;
        if (known && rival != null && !rival.address().equals(heard.source())) {
            return;
        }
        if (!known) {
            rivalSinceNanos = at;
        }
        rival = new Peer(heard.source(), advertisement.priority());
        rivalLastNanos = at;
        rivalPatienceNanos = settings.activeDownIntervalNanos(
                advertisement.priority(),
                Math.max(settings.timing().advertisementIntervalNanos(), advertisement.intervalNanos()));
    }

    /** Who of lower priority has gone on for longer than its Active_Down_Interval, while ours were sent. */
    Optional<Peer> unheardBy(long nowNanos) {
        boolean goesOn = rival != null
                && nowNanos - rivalLastNanos <= rivalPatienceNanos
                && rivalLastNanos - rivalSinceNanos > rivalPatienceNanos;
        return goesOn && !refused ? Optional.ofNullable(rival) : Optional.empty();
    }

    /** Whether a Backup has reason to think that it would not be heard as an Active. */
    boolean doubtful(long nowNanos) {
        return unheard || mute(nowNanos);
    }

    /** Whether it is time to try again. */
    boolean triesAgain(long nowNanos) {
        return nowNanos - triedAtNanos >= settings.activeDownIntervalNanos();
    }

    /** The next advertisement is a trial. */
    void tries(long nowNanos) {
        trying = true;
        triedAtNanos = nowNanos;
        answered = false;
    }

    /** When a trial goes on that nobody has contradicted; {@link VirtualRouter#NEVER} where there is none. */
    long trialNanos() {
        return trialNanos;
    }

    /** The next advertisement goes on with the trial. */
    void triesOn() {
        trying = true;
    }

    /** A Backup hears an advertisement: the second one since its trial began is no farewell. */
    void hear() {
        if (answered) {
            trialNanos = NEVER;
        }
        answered = true;
    }
}
