package io.havip.vrrp;

import java.net.InetAddress;

/** What happens to a virtual router. */
public sealed interface Event {
    /**
     * The router takes part from now on (RFC 9568 section 6.4.1, Startup). To a router that does already, only that its
     * source address has changed.
     *
     * @param localAddress the source address of its advertisements, which breaks ties between equal priorities
     */
    record Started(InetAddress localAddress) implements Event {}

    /**
     * An advertisement for this router that has passed every receive check.
     *
     * @param receivedAtNanos when the kernel received it: never after the time that the event is handled at
     */
    record AdvertisementHeard(Advertisement advertisement, InetAddress source, long receivedAtNanos) implements Event {}

    /** {@link VirtualRouter#deadlineNanos()} may have come. Handling it too early does nothing. */
    record DeadlineReached() implements Event {}

    /**
     * The advertisement that was last to be sent has left this host: for one destination at least, where there are several.
     * Whether anybody hears it is another question.
     */
    record AdvertisementLeft() implements Event {}

    /** The advertisement that was last to be sent was refused, for every destination. */
    record AdvertisementRefused() implements Event {}

    /**
     * Tracking has moved the effective priority.
     *
     * @param priority 1..254; an owner's priority never moves
     */
    record PriorityChanged(int priority) implements Event {}

    /**
     * The operator has changed the settings. The role stays where it is.
     *
     * @param settings VRID and family as before
     * @param priority the effective priority by these settings, 1..255
     */
    record Reconfigured(VirtualRouterSettings settings, int priority) implements Event {}

    /**
     * Another router of its sync group, which move together, has given up the role.
     *
     * @param seenAtNanos when it did
     */
    record GroupYielded(long seenAtNanos) implements Event {}

    /**
     * Something that the router can't do without has failed.
     *
     * @param seenAtNanos when the failure was first seen
     */
    record FaultRaised(long seenAtNanos) implements Event {}

    /**
     * Nobody serves, and what has failed may be borne: the faulty router serves as the last resort, with priority 1, until it is
     * well or hears anybody better.
     *
     * @param silentSinceNanos when the last one was heard
     */
    record LastResort(long silentSinceNanos) implements Event {}

    /** It has served as the last resort for so long that those should have a turn who take over from nobody that advertises. */
    record LastResortRetried() implements Event {}

    /** Everything that the router can't do without works again. */
    record FaultCleared() implements Event {}

    /**
     * The router is going to stop (RFC 9568 section 6.4, Shutdown). An Active gives up the role, and keeps its addresses, which
     * clients go on using, until it hears its successor, or has waited for an Active_Down_Interval.
     */
    record Stopping() implements Event {}

    /**
     * Until then it replaces no Active of lower priority, unless that serves as the last resort: what it lost the role to has
     * failed too often. An owner replaces it all the same.
     *
     * @param untilNanos {@link VirtualRouter#NEVER} for as long as nothing else is said; anything that has passed for no hold
     */
    record PreemptionHeld(long untilNanos) implements Event {}

    /** The router takes no part any longer, and keeps nothing. */
    record Stopped() implements Event {}
}
