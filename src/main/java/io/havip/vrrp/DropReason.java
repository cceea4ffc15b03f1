package io.havip.vrrp;

/**
 * Why a received packet was not taken for an advertisement of ours, in the order of the checks. Each has its own
 * counter: {@code havip_vrrp_advertisements_discarded_total{reason}}.
 */
public enum DropReason {
    /** Shorter than a VRRP header, or than its IP header says. */
    LENGTH,
    /** A TTL or hop limit outside the accepted range (RFC 9568 section 5.1.1.3: 255). */
    HOP_LIMIT,
    /** Neither version 2 nor 3, or not the version of this virtual router. */
    VERSION,
    /** Not type 1 (advertisement). */
    TYPE,
    /** No virtual router on this interface has this VRID. */
    VRID,
    /** The address count and the length disagree. */
    TOTAL_LENGTH,
    CHECKSUM,
    /** An address count of 0, an interval of 0, or a trailer of an unknown kind. */
    MALFORMED,
    /** Another authentication type than ours, a trailer too many or none, or one of a key that is not known here. */
    AUTHENTICATION_TYPE,
    /** Another password than ours (version 2), or a trailer that was not made with our key for this packet. */
    AUTHENTICATION,
    /** A trailer whose sender's clock differs from ours by more than the window ({@code time_window}). */
    STALE,
    /** A trailer that is no newer than what its sender has sent before. */
    REPLAY,
    /** Multicast where unicast is configured, or the other way round. */
    DESTINATION,
    /** Not one of the configured unicast peers. */
    SOURCE,
    /** An advertisement that carries our own address as its source. */
    OWN_SOURCE,
    /** Another advertisement interval than ours (version 2). */
    INTERVAL
}
