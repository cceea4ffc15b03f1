package io.havip.wire;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/** Whom the IP packet in an Ethernet frame is for (RFC 791 section 3.1, RFC 8200 section 3). */
public final class IpDestination {
    private static final int ETHERNET_LENGTH = 14;

    private static final int IPV4_LENGTH = 20;
    private static final int IPV4_DESTINATION = 16;
    private static final int IPV6_LENGTH = 40;
    private static final int IPV6_DESTINATION = 24;

    private IpDestination() {}

    /** Empty where there is none: in another kind of frame, or in one that is cut off within the header. */
    public static Optional<InetAddress> of(byte[] frame) {
        if (frame.length <= ETHERNET_LENGTH) {
            return Optional.empty();
        }
        int type = Byte.toUnsignedInt(frame[12]) << Byte.SIZE | Byte.toUnsignedInt(frame[13]);
        int version = Byte.toUnsignedInt(frame[ETHERNET_LENGTH]) >> 4;
        int length = frame.length - ETHERNET_LENGTH;
        if (type == EthernetType.IPV4 && version == 4 && length >= IPV4_LENGTH) {
            return Optional.of(address(frame, IPV4_DESTINATION, 4));
        }
        if (type == EthernetType.IPV6 && version == 6 && length >= IPV6_LENGTH) {
            return Optional.of(address(frame, IPV6_DESTINATION, 16));
        }
        return Optional.empty();
    }

    private static InetAddress address(byte[] frame, int offset, int length) {
        int from = ETHERNET_LENGTH + offset;
        return IpAddress.of(Arrays.copyOfRange(frame, from, from + length));
    }
}
