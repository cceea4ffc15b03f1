package io.havip.wire;

import java.net.InetAddress;

/**
 * The internet checksum (RFC 1071). To make one, compute it with the checksum field zero and write it there; to verify one,
 * compute it over everything as received: the result is 0.
 */
public final class Checksum {

    private Checksum() {}

    /** The 16-bit checksum of a range. */
    public static int of(byte[] data, int offset, int length) {
        return fold(sum(data, offset, length));
    }

    /**
     * The 16-bit checksum of a range and the pseudo-header before it: IPv4's (RFC 793 section 3.1) or IPv6's (RFC 8200
     * section 8.1). For lengths of 16 bits the two add up alike.
     *
     * @param source of the same family as the destination
     * @param protocol the IP protocol, 0..255
     * @param length 0..65535
     */
    public static int of(
            InetAddress source, InetAddress destination, int protocol, byte[] data, int offset, int length) {
        return fold(sum(source) + sum(destination) + protocol + length + sum(data, offset, length));
    }

    private static long sum(InetAddress address) {
        byte[] bytes = address.getAddress();
        return sum(bytes, 0, bytes.length);
    }

    private static long sum(byte[] data, int offset, int length) {
        long sum = 0;
        int end = offset + length;
        for (int i = offset; i + 1 < end; i += 2) {
            sum += ((data[i] & 0xff) << 8) | (data[i + 1] & 0xff);
        }
        if (length % 2 == 1) {
            sum += (data[end - 1] & 0xff) << 8;
        }
        return sum;
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) (~folded & 0xffff);
    }
}
