package io.havip.wire;

/** What a version 3 checksum over IPv4 covers. Version 2 never has a pseudo-header, IPv6 always has one. */
public enum ChecksumForm {
    /** RFC 5798, keepalived, FRR, Wireshark: pseudo-header and message. The default. */
    PSEUDO_HEADER,
    /** RFC 9568 section 5.2.8: the message only (keepalived's {@code v3_checksum_as_v2}). */
    MESSAGE_ONLY,
    /** keepalived up to 1.3.6: unicast too with the multicast group in the pseudo-header ({@code old_unicast_checksum}). */
    MULTICAST_PSEUDO_HEADER
}
