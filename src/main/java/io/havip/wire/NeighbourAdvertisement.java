package io.havip.wire;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Ethernet frames that tell everybody on the link who has an IPv6 address (RFC 4861 sections 4.4 and 7.2.6). */
public final class NeighbourAdvertisement {

    static final int ICMPV6 = 58;
    static final int TYPE = 136;
    static final int SOLICITATION_TYPE = 135;
    static final int HOP_LIMIT = 255;
    static final int TARGET_LINK_LAYER_ADDRESS = 2;
    static final int SOLICITED = 1 << 30;

    private static final InetAddress ALL_NODES = InetAddress.ofLiteral("ff02::1");
    private static final MacAddress ALL_NODES_MAC = MacAddress.parse("33:33:00:00:00:01");
    private static final int IP_VERSION = 6 << 28;
    private static final int ROUTER = 1 << 31;
    private static final int OVERRIDE = 1 << 29;
    private static final int ETHERNET_LENGTH = 14;
    private static final int IP_LENGTH = 40;
    private static final int MESSAGE_LENGTH = 32;
    private static final int MESSAGE_OFFSET = ETHERNET_LENGTH + IP_LENGTH;
    private static final int CHECKSUM_OFFSET = MESSAGE_OFFSET + 2;

    private NeighbourAdvertisement() {}

    /**
     * An unsolicited advertisement to all nodes, from the address itself, that overrides what they have cached.
     *
     * @param router whether the sender forwards packets: set for a virtual router (RFC 9568 section 6.4.2)
     */
    public static byte[] unsolicited(MacAddress sender, Inet6Address address, boolean router) {
        var frame = ByteBuffer.allocate(MESSAGE_OFFSET + MESSAGE_LENGTH);
        ALL_NODES_MAC.write(frame);
        sender.write(frame);
        frame.putShort((short) EthernetType.IPV6);

        frame.putInt(IP_VERSION)
                .putShort((short) MESSAGE_LENGTH)
                .put((byte) ICMPV6)
                .put((byte) HOP_LIMIT);
        frame.put(address.getAddress()).put(ALL_NODES.getAddress());

        frame.put((byte) TYPE).put((byte) 0).putShort((short) 0);
        frame.putInt(router ? ROUTER | OVERRIDE : OVERRIDE);
        frame.put(address.getAddress());
        frame.put((byte) TARGET_LINK_LAYER_ADDRESS).put((byte) 1);
        sender.write(frame);

        int checksum = Checksum.of(address, ALL_NODES, ICMPV6, frame.array(), MESSAGE_OFFSET, MESSAGE_LENGTH);
        return frame.putShort(CHECKSUM_OFFSET, (short) checksum).array();
    }
}
