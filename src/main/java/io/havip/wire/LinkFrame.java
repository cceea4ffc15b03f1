package io.havip.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a link's own header says of a packet.
 *
 * @param ethernetType what it is
 * @param source who has put it on this link; empty where that is not said
 * @param link where it was seen: interface and VLAN, as far as that is said, e.g. {@code eth0, VLAN 10}
 * @param packet what follows the header
 */
record LinkFrame(int ethernetType, Optional<MacAddress> source, String link, ByteBuffer packet) {

    private static final int ETHERNET = 1;
    /** Of libpcap; those after it are what systems have as their own. */
    private static final int RAW = 101;

    private static final int RAW_OF_LINUX = 12;
    private static final int RAW_OF_BSD = 14;
    private static final int RAW_IPV4 = 228;
    private static final int RAW_IPV6 = 229;
    /** What {@code tcpdump -i any} writes, the second since libpcap 1.10. */
    private static final int LINUX_COOKED = 113;

    private static final int LINUX_COOKED_2 = 276;

    private static final int COOKED_ADDRESS_BYTES = 8;
    private static final int TAGS_MAX = 4;
    private static final int VLAN_MASK = 0xfff;

    /** Whether its frames can be read. */
    static boolean knows(int linkType) {
        return switch (linkType) {
            case ETHERNET, LINUX_COOKED, LINUX_COOKED_2, RAW, RAW_OF_LINUX, RAW_OF_BSD, RAW_IPV4, RAW_IPV6 -> true;
            default -> false;
        };
    }

    /** Empty where it is none, too short, or of a link that is not known. */
    static Optional<LinkFrame> decode(CapturedFrame frame) {
        var bytes = ByteBuffer.wrap(frame.bytes());
        String where = frame.interfaceName();
        try {
            return switch (frame.linkType()) {
                case ETHERNET -> Optional.of(ethernet(bytes, where));
                case LINUX_COOKED -> Optional.of(cooked(bytes, where));
                case LINUX_COOKED_2 -> Optional.of(cooked2(bytes, where));
                case RAW, RAW_OF_LINUX, RAW_OF_BSD, RAW_IPV4, RAW_IPV6 -> Optional.of(raw(bytes, where));
                default -> Optional.empty();
            };
        } catch (BufferUnderflowException tooShort) {
            return Optional.empty();
        }
    }

    private static LinkFrame ethernet(ByteBuffer bytes, String where) {
        MacAddress.read(bytes);
        var source = MacAddress.read(bytes);
        return untagged(type(bytes), Optional.of(source), where, bytes);
    }

    private static LinkFrame cooked(ByteBuffer bytes, String where) {
        bytes.getInt();
        var source = cookedSource(Short.toUnsignedInt(bytes.getShort()), bytes);
        return untagged(type(bytes), source, where, bytes);
    }

    private static LinkFrame cooked2(ByteBuffer bytes, String where) {
        int type = type(bytes);
        bytes.getShort();
        int index = bytes.getInt();
        bytes.getShort();
        bytes.get();
        var source = cookedSource(Byte.toUnsignedInt(bytes.get()), bytes);
        return untagged(type, source, joined(where, "interface " + Integer.toUnsignedString(index)), bytes);
    }

    private static Optional<MacAddress> cookedSource(int length, ByteBuffer bytes) {
        byte[] address = new byte[COOKED_ADDRESS_BYTES];
        bytes.get(address);
        return length == MacAddress.LENGTH ? Optional.of(MacAddress.read(ByteBuffer.wrap(address))) : Optional.empty();
    }

    private static LinkFrame raw(ByteBuffer bytes, String where) {
        int version = bytes.duplicate().get() >>> 4 & 0xf;
        return new LinkFrame(
                version == 6 ? EthernetType.IPV6 : EthernetType.IPV4, Optional.empty(), where, bytes.slice());
    }

    private static LinkFrame untagged(int type, Optional<MacAddress> source, String where, ByteBuffer bytes) {
        int inner = type;
        String link = where;
        for (int tags = 0; EthernetType.tags(inner) && tags < TAGS_MAX; tags++) {
            int vlan = bytes.getShort() & VLAN_MASK;
            link = vlan == 0 ? link : joined(link, "VLAN " + vlan);
            inner = type(bytes);
        }
        return new LinkFrame(inner, source, link, bytes.slice());
    }

    private static int type(ByteBuffer bytes) {
        return Short.toUnsignedInt(bytes.getShort());
    }

    private static String joined(String where, String more) {
        return where.isEmpty() ? more : where + ", " + more;
    }
}
