package io.havip.vrrp;

/**
 * What a virtual router wants done, in this order. A {@link Transition} comes before the actions that carry it out, so
 * that each of them can be timed as a phase of it.
 */
public sealed interface Action {
    /**
     * The state has changed.
     *
     * @param evidenceAtNanos when that which led to it was seen: the last advertisement of an Active that fell silent,
     *     the failure, the release
     */
    record Transition(State from, State to, Cause cause, long evidenceAtNanos) implements Action {}

    /** Send to the multicast group or to every peer. */
    record SendAdvertisement(Advertisement advertisement) implements Action {}

    /** Bind the addresses, for {@link VirtualRouter#leaseSeconds()}. */
    record TakeAddresses() implements Action {}

    /** Bind the addresses, which are bound already, for another {@link VirtualRouter#leaseSeconds()}. */
    record RefreshAddresses() implements Action {}

    /** Remove the addresses and stop announcing them. */
    record ReleaseAddresses() implements Action {}

    /** Stop announcing the addresses, which are still bound. */
    record StopAnnouncing() implements Action {}

    /** Tell the network who owns the addresses: start the announcement schedule from its beginning. */
    record Announce() implements Action {}

    /** Tell it again, because another router has claimed the role meanwhile. */
    record AnnounceAgain() implements Action {}
}
