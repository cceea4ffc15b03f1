package io.havip.wire;

/** How long headers and messages are that have one length, or at least one. */
final class HeaderBytes {
    /** Without a VLAN tag. */
    static final int ETHERNET = 14;
    /** Where the type of what follows begins in it. */
    static final int ETHERNET_TYPE = 12;
    /** Without options. */
    static final int IPV4 = 20;

    static final int IPV6 = 40;
    /** For Ethernet and IPv4. */
    static final int ARP = 28;
    /** A solicitation or advertisement without options. */
    static final int NEIGHBOUR_DISCOVERY = 24;
    /** Of VRRP, before the addresses. */
    static final int VRRP = 8;

    private HeaderBytes() {}
}
