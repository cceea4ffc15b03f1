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
    /** An address count of 0, or an interval of 0. */
    MALFORMED,
    /** Another authentication type than ours (version 2). */
    AUTHENTICATION_TYPE,
    /** Another password than ours (version 2). */
    AUTHENTICATION,
    /** Multicast where unicast is configured, or the other way round. */
    DESTINATION,
    /** Not one of the configured unicast peers. */
    SOURCE,
    /** An advertisement that carries our own address as its source. */
    OWN_SOURCE,
    /** Another advertisement interval than ours (version 2). */
    INTERVAL
}
