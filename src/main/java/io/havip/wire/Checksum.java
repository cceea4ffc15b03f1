package io.havip.wire;

import java.net.InetAddress;

/** The internet checksum (RFC 1071). A message that carries its own correct checksum sums up to 0. */
final class Checksum {
    private Checksum() {}

    static int of(byte[] data, int offset, int length) {
        return fold(sum(data, offset, length));
    }

    static int withPseudoHeader(InetAddress source, InetAddress destination, int protocol, byte[] message) {
        byte[] from = source.getAddress();
        byte[] to = destination.getAddress();
        long sum = sum(from, 0, from.length) + sum(to, 0, to.length) + protocol + message.length;
        return fold(sum + sum(message, 0, message.length));
    }

    private static long sum(byte[] data, int offset, int length) {
        long sum = 0;
        int end = offset + length;
        for (int i = offset; i < end; i += 2) {
            int low = i + 1 < end ? data[i + 1] & 0xff : 0;
            sum += (data[i] & 0xff) << 8 | low;
        }
        return sum;
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded > 0xffff) {
            folded = (folded & 0xffff) + (folded >> 16);
        }
        return (int) ~folded & 0xffff;
    }
}
