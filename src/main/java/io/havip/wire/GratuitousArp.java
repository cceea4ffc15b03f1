package io.havip.wire;

import java.net.Inet4Address;
import java.nio.ByteBuffer;

/**
 * Ethernet frames that tell everybody on the link who has an IPv4 address: sender and target are the address itself (RFC
 * 826, RFC 5227 section 3), sent to all.
 */
public final class GratuitousArp {

    private static final short ETHERNET = 1;
    private static final short IPV4 = 0x0800;
    private static final short REQUEST = 1;
    private static final short REPLY = 2;
    private static final int FRAME_LENGTH = 42;

    private GratuitousArp() {}

    /** The form that most implementations send and learn from: a request (RFC 5227's announcement). */
    public static byte[] request(MacAddress sender, Inet4Address address) {
        return frame(REQUEST, sender, address);
    }

    /** The form for switches and hosts that learn from replies alone. */
    public static byte[] reply(MacAddress sender, Inet4Address address) {
        return frame(REPLY, sender, address);
    }

    private static byte[] frame(short operation, MacAddress sender, Inet4Address address) {
        var frame = ByteBuffer.allocate(FRAME_LENGTH);
        MacAddress.BROADCAST.write(frame);
        sender.write(frame);
        frame.putShort((short) EthernetType.ARP);
        frame.putShort(ETHERNET).putShort(IPV4).put((byte) MacAddress.LENGTH).put((byte) 4);
        frame.putShort(operation);
        sender.write(frame);
        frame.put(address.getAddress());
        MacAddress.BROADCAST.write(frame);
        frame.put(address.getAddress());
        return frame.array();
    }
}
