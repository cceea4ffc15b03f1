package io.havip.vrrp;

import io.havip.vrrp.Event.AdvertisementHeard;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import java.net.InetAddress;
import java.util.Optional;

/**
 * What a Backup waits for: the silence of the Active that it follows, its release, or, where that has a lower priority, its own
 * turn. Times are those of {@link VirtualRouter}.
 */
final class Vigil {
    private static final long NEVER = VirtualRouter.NEVER;

    private final Audibility audibility;

    private VirtualRouterSettings settings;
    private int priority;
    private Optional<Peer> active = Optional.empty();
    private long activeIntervalNanos;
    private long lastHeardAtNanos;
    /** When anybody advertised last, also one whose silence is not what is waited for. */
    private long spokenAtNanos;

    private Cause cause = Cause.ACTIVE_DOWN;
    private long evidenceAtNanos;
    private long lowerHeardSinceNanos = NEVER;
    private long takeoverNanos;
    private long heldUntilNanos = Long.MIN_VALUE;

    Vigil(VirtualRouterSettings settings, Audibility audibility) {
        this.settings = settings;
        this.audibility = audibility;
        this.priority = settings.priority();
        this.activeIntervalNanos = ownIntervalNanos();
    }

    /** The Active that is followed, if one has been heard. */
    Optional<Peer> active() {
        return active;
    }

    /** When the takeover is due, or a trial, or another advertisement of that. */
    long deadlineNanos() {
        return Math.min(takeoverNanos, audibility.trialNanos());
    }

    /** When the takeover is due, or a trial in its place. */
    long takeoverNanos() {
        return takeoverNanos;
    }

    boolean triesFirst(long nowNanos) {
        return cause == Cause.PREEMPTION && audibility.doubtful(nowNanos);
    }

    /** Whether what is due now is an advertisement of a trial, and no takeover: then the Active has not been replaced. */
    boolean tries(long nowNanos) {
        if (nowNanos < takeoverNanos) {
            audibility.triesOn();
        } else if (triesFirst(nowNanos)) {
            audibility.tries(nowNanos);
            armActiveDownTimer(lastHeardAtNanos);
        } else {
            return false;
        }
        return true;
    }

    /** Why. */
    Cause cause() {
        return cause;
    }

    /** When that which leads to it was seen. */
    long evidenceAtNanos() {
        return evidenceAtNanos;
    }

    /** By the Active's interval. */
    long activeDownIntervalNanos() {
        return settings.activeDownIntervalNanos(priority, activeIntervalNanos);
    }

    Wait all() {
        return new Wait(
                activeIntervalNanos,
                skewTimeNanos(),
                activeDownIntervalNanos(),
                lastHeardAtNanos,
                takeoverNanos,
                lowerHeardSinceNanos,
                settings.preemption().delayNanos());
    }

    void begin(long nowNanos) {
        active = Optional.empty();
        lowerHeardSinceNanos = NEVER;
        activeIntervalNanos = ownIntervalNanos();
        lastHeardAtNanos = nowNanos;
        audibility.backup(nowNanos);
        armActiveDownTimer(nowNanos);
    }

    void end() {
        active = Optional.empty();
    }

    void hear(AdvertisementHeard heard) {
        var advertisement = heard.advertisement();
        long at = heard.receivedAtNanos();
        if (advertisement.release()) {
            due(Cause.RELEASE_HEARD, at, settings.has(Reaction.FAST_RELEASE) ? 0 : skewTimeNanos());
            return;
        }
        audibility.hear();
        spokenAtNanos = at;
        lowerHeardSinceNanos = advertisement.priority() < priority ? Math.min(lowerHeardSinceNanos, at) : NEVER;
        if (lowerHeardSinceNanos == NEVER || !replaces(advertisement, at)) {
            follow(heard);
        } else if (audibility.doubtful(at) && !succeeds()) {
            follow(heard);
            if (audibility.triesAgain(at)) {
                preempt(at);
            }
        } else if (cause == Cause.ACTIVE_DOWN) {
            cause = Cause.PREEMPTION;
            evidenceAtNanos = at;
        }
    }

    void follow(AdvertisementHeard heard) {
        int heardPriority = heard.advertisement().priority();
        if (!follows(heard.source(), heardPriority)) {
            active = Optional.of(new Peer(heard.source(), heardPriority));
        }
        if (settings.version() == Version.V3) {
            activeIntervalNanos = heard.advertisement().intervalNanos();
        }
        armActiveDownTimer(heard.receivedAtNanos());
    }

    private boolean follows(InetAddress address, int heardPriority) {
        return active.isPresent()
                && active.get().priority() == heardPriority
                && active.get().address().equals(address);
    }

    /** Until then only the last resort is replaced. */
    void hold(long untilNanos) {
        heldUntilNanos = untilNanos;
    }

    /** Replaces the Active, of lower priority, now. */
    void preempt(long nowNanos) {
        due(Cause.PREEMPTION, nowNanos, 0);
    }

    void changePriority(int effective) {
        priority = effective;
        if (cause != Cause.RELEASE_HEARD) {
            takeoverNanos = lastHeardAtNanos + activeDownIntervalNanos();
        }
    }

    /** @param waiting whether it is a Backup's, or will begin later */
    void change(VirtualRouterSettings changed, int effective, boolean waiting, long nowNanos) {
        settings = changed;
        priority = effective;
        if (!waiting) {
            activeIntervalNanos = ownIntervalNanos();
            return;
        }
        if (settings.version() == Version.V2 || active.isEmpty()) {
            activeIntervalNanos = ownIntervalNanos();
        }
        if (cause == Cause.PREEMPTION && !preempts(nowNanos)) {
            armActiveDownTimer(spokenAtNanos);
        } else {
            changePriority(effective);
        }
    }

    private void due(Cause why, long seenAtNanos, long inNanos) {
        cause = why;
        evidenceAtNanos = seenAtNanos;
        takeoverNanos = seenAtNanos + inNanos;
    }

    /** Its turn comes anyway, and its advertisements leave: an attempt would make whoever was faster yield to nobody. */
    private boolean succeeds() {
        return cause == Cause.RELEASE_HEARD && audibility.sends();
    }

    private boolean replaces(Advertisement lower, long atNanos) {
        return lower.lastResort() && settings.has(Reaction.REPLACES_LAST_RESORT) || preempts(atNanos);
    }

    /** An owner always does (RFC 9568 section 6.1); keepalived's {@code preempt_delay} puts it off for everyone else. */
    private boolean preempts(long atNanos) {
        return settings.owner()
                || atNanos >= heldUntilNanos && settings.preemption().after(atNanos - lowerHeardSinceNanos);
    }

    /** Never backwards: what was received before a stall that was noticed since says nothing of the time after it. */
    private void armActiveDownTimer(long fromNanos) {
        lastHeardAtNanos = Math.max(lastHeardAtNanos, fromNanos);
        due(Cause.ACTIVE_DOWN, lastHeardAtNanos, activeDownIntervalNanos());
    }

    private long skewTimeNanos() {
        return settings.version().skewTimeNanos(priority, activeIntervalNanos);
    }

    private long ownIntervalNanos() {
        return settings.timing().advertisementIntervalNanos();
    }
}
