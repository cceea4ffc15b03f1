package io.havip.wire;

/** What an Ethernet frame carries. */
final class EthernetType {
    static final int IPV4 = 0x0800;
    static final int IPV6 = 0x86dd;
    static final int ARP = 0x0806;

    private static final int CUSTOMER_TAG = 0x8100;
    private static final int SERVICE_TAG = 0x88a8;
    /** Before there was one for it. */
    private static final int FORMER_SERVICE_TAG = 0x9100;

    private EthernetType() {}

    /** Whether it is the tag of a VLAN, behind which there is another one. */
    static boolean tags(int ethernetType) {
        return ethernetType == CUSTOMER_TAG || ethernetType == SERVICE_TAG || ethernetType == FORMER_SERVICE_TAG;
    }
}
