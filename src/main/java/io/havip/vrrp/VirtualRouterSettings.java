package io.havip.vrrp;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * What the protocol needs to know of a virtual router.
 *
 * @param version the version spoken and expected
 * @param vrid 1..255
 * @param priority the configured priority: 1..254, or 255 for the owner of the addresses
 * @param timing how often it advertises, and how much silence makes an Active gone
 * @param preemption whether and when a lower-priority Active is replaced
 * @param reactions what else it makes of others' advertisements
 * @param family of its advertisements
 * @param addresses the virtual addresses to advertise, all of that family; with IPv6 the link-local first. None, against RFC 9568
 *     section 5.2.5, where the role alone is what others are told of
 */
public record VirtualRouterSettings(
        Version version,
        int vrid,
        int priority,
        Timing timing,
        Preemption preemption,
        Set<Reaction> reactions,
        Family family,
        List<InetAddress> addresses) {

    /**
     * How often a router advertises, and how much silence makes an Active gone.
     *
     * @param advertisementIntervalNanos between own advertisements; version 3: 10 ms..40.95 s in steps of 10 ms, version 2:
     *     1..255 s in whole seconds
     * @param activeDownIntervals how many advertisement intervals the Active_Down_Interval has before the skew time: 1..100;
     *     the RFC's is 3 (keepalived's {@code down_timer_adverts})
     */
    public record Timing(long advertisementIntervalNanos, int activeDownIntervals) {
        public Timing {
            if (activeDownIntervals < 1 || activeDownIntervals > 100) {
                throw new IllegalArgumentException(activeDownIntervals + " intervals of silence are not in 1..100");
            }
        }
    }

    /**
     * Whether and when a lower-priority Active is replaced.
     *
     * @param preempt whether it is (an owner always does)
     * @param delayNanos how long it is tolerated after start, or after it was first heard (keepalived's {@code
     *     preempt_delay}); 0 for not at all
     */
    public record Preemption(boolean preempt, long delayNanos) {
        /** Whether a lower-priority Active is replaced that has been tolerated for so long. */
        boolean after(long toleratedNanos) {
            return preempt && toleratedNanos >= delayNanos;
        }
    }

    /** What a router may make of others' advertisements that the RFC does not ask for, or leaves open. */
    public enum Reaction {
        /**
         * An Active discards a lower priority, as RFC 5798 does (keepalived's {@code lower_prio_no_advert}), where RFC 9568
         * section 6.4.3 asks it to advertise at once.
         */
        DISCARDS_LOWER,
        /**
         * The owner of the addresses takes no notice of any advertisement, not even of another owner's, against RFC 9568
         * section 6.4.3 (keepalived's {@code owner_ignore_adverts}); of an owner only. But for one that its own host keeps from
         * sending: that would be a second owner for ever.
         */
        IGNORES_OTHERS,
        /**
         * A heard release (priority 0) is followed by an immediate takeover, without the skew time that lets several backups
         * sort themselves out: right where exactly one other router can take over.
         */
        FAST_RELEASE,
        /**
         * An Active gives way to a lower priority that goes on for longer than its own Active_Down_Interval, and so does not
         * hear us; whoever can forge advertisements can then take the role.
         */
        YIELDS_UNHEARD,
        /**
         * An Active with {@link Advertisement#LAST_RESORT_PRIORITY} is replaced, whatever else is said of preemption: it serves
         * only because nobody else does.
         */
        REPLACES_LAST_RESORT
    }

    /** The priority of the router that owns the virtual addresses as its own (RFC 9568 section 5.2.4). */
    public static final int OWNER_PRIORITY = 255;

    public VirtualRouterSettings {
        addresses = List.copyOf(addresses);
        reactions = Set.copyOf(reactions);
        if (vrid < 1 || vrid > 255) {
            throw new IllegalArgumentException("VRID " + vrid + " is not in 1..255");
        }
        if (priority < 1 || priority > OWNER_PRIORITY) {
            throw new IllegalArgumentException("priority " + priority + " is not in 1..255");
        }
        if (reactions.contains(Reaction.IGNORES_OTHERS) && priority != OWNER_PRIORITY) {
            throw new IllegalArgumentException(
                    "only an owner may ignore the others, and priority " + priority + " is none");
        }
        for (var address : addresses) {
            if (Family.of(address) != family) {
                throw new IllegalArgumentException(address + " is not " + family);
            }
        }
    }

    /** Whether this is among its reactions. */
    public boolean has(Reaction reaction) {
        return reactions.contains(reaction);
    }

    public boolean owner() {
        return priority == OWNER_PRIORITY;
    }

    /** What this router advertises with an effective priority, 0..255. */
    public Advertisement advertisement(int effectivePriority) {
        return new Advertisement(version, vrid, effectivePriority, timing.advertisementIntervalNanos(), addresses);
    }

    /** The Active_Down_Interval of this router on its own, by its configured priority and interval, in nanoseconds. */
    public long activeDownIntervalNanos() {
        return activeDownIntervalNanos(priority, timing.advertisementIntervalNanos());
    }

    /**
     * {@code Active_Down_Interval} ({@code Master_Down_Interval} in version 2): the silence after which the Active is
     * taken for gone.
     *
     * @param effectivePriority 1..255
     * @param intervalNanos the Active's advertisement interval
     * @return nanoseconds
     */
    public long activeDownIntervalNanos(int effectivePriority, long intervalNanos) {
        return timing.activeDownIntervals() * intervalNanos + version.skewTimeNanos(effectivePriority, intervalNanos);
    }
}
