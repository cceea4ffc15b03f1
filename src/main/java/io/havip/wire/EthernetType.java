package io.havip.wire;

/** What an Ethernet frame carries. */
final class EthernetType {
    static final int IPV6 = 0x86dd;
    static final int ARP = 0x0806;

    private EthernetType() {}
}
