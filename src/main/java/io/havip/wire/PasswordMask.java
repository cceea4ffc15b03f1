package io.havip.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Takes the password out of an advertisement of version 2 (RFC 2338 section 5.3.10) that is to be shown. Its checksum, which is over the
 * password too, is changed by as much: a right one stays right, and a wrong one wrong.
 */
public final class PasswordMask {
    private static final byte MASK = '*';

    private static final int AUTHENTICATION_BYTES = 8;
    private static final int VERSION = 2;
    private static final int AUTHENTICATION_TYPE_OFFSET = 4;
    private static final int CHECKSUM_OFFSET = 6;

    private PasswordMask() {}

    /**
     * The same frame of Ethernet, without a VLAN tag, if there can be no password in it; else another one. Where the frame is not as it
     * ought to be, everything is masked that may be one.
     */
    public static byte[] masked(byte[] frame) {
        int message = message(frame);
        if (message < 0
                || frame.length <= message + HeaderBytes.VRRP
                || (frame[message] & 0xff) >>> 4 != VERSION
                || frame[message + AUTHENTICATION_TYPE_OFFSET] == 0) {
            return frame;
        }
        boolean ipv4 = type(frame) == EthernetType.IPV4;
        int addressesEnd = message + HeaderBytes.VRRP + (frame[message + 3] & 0xff) * (ipv4 ? 4 : 16);
        int end = HeaderBytes.ETHERNET + (ipv4 ? length(frame, 2) : HeaderBytes.IPV6 + length(frame, 4));
        boolean asItOught = end <= frame.length
                && (end == addressesEnd + AUTHENTICATION_BYTES
                        || end == addressesEnd + AUTHENTICATION_BYTES + HmacTrailer.BYTES);
        if (!asItOught) {
            return masked(frame, message, message + HeaderBytes.VRRP, frame.length);
        }
        byte[] masked = masked(frame, message, addressesEnd, addressesEnd + AUTHENTICATION_BYTES);
        // What fills a short frame up.
        Arrays.fill(masked, end, masked.length, (byte) 0);
        return masked;
    }

    /** Where the message of VRRP begins; -1 where there is none. */
    private static int message(byte[] frame) {
        if (frame.length < HeaderBytes.ETHERNET + HeaderBytes.IPV4) {
            return -1;
        }
        return switch (type(frame)) {
            case EthernetType.IPV4 ->
                (frame[HeaderBytes.ETHERNET + 9] & 0xff) == VrrpCodec.PROTOCOL
                        ? HeaderBytes.ETHERNET + (frame[HeaderBytes.ETHERNET] & 0xf) * 4
                        : -1;
            case EthernetType.IPV6 ->
                (frame[HeaderBytes.ETHERNET + 6] & 0xff) == VrrpCodec.PROTOCOL
                        ? HeaderBytes.ETHERNET + HeaderBytes.IPV6
                        : -1;
            default -> -1;
        };
    }

    private static int type(byte[] frame) {
        return ByteBuffer.wrap(frame).getShort(HeaderBytes.ETHERNET_TYPE) & 0xffff;
    }

    private static int length(byte[] frame, int offset) {
        return ByteBuffer.wrap(frame).getShort(HeaderBytes.ETHERNET + offset) & 0xffff;
    }

    /** RFC 1624: the checksum's complement changes by what the words do. */
    private static byte[] masked(byte[] frame, int message, int from, int to) {
        byte[] masked = frame.clone();
        int sum = ~word(frame, message + CHECKSUM_OFFSET, frame.length) & 0xffff;
        for (int at = from; at < to; at += 2) {
            masked[at] = MASK;
            if (at + 1 < to) {
                masked[at + 1] = MASK;
            }
            sum += (~word(frame, at, to) & 0xffff) + word(masked, at, to);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        ByteBuffer.wrap(masked).putShort(message + CHECKSUM_OFFSET, (short) ~sum);
        return masked;
    }

    private static int word(byte[] bytes, int at, int end) {
        return (bytes[at] & 0xff) << 8 | (at + 1 < end ? bytes[at + 1] & 0xff : 0);
    }
}
