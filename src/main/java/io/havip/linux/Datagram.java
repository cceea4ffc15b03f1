package io.havip.linux;

import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a raw socket received. IPv6 addresses carry no scope id.
 *
 * @param payload what follows the IP header
 * @param hopLimit the TTL or hop limit as received, 0..255
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on to be decoded; compared by repeats().
public record Datagram(byte[] payload, InetAddress source, InetAddress destination, int hopLimit) {

    private static final int IPV4_HEADER_MIN = 20;

    /** Whether another one has the same content and the same way. */
    public boolean repeats(Datagram other) {
        return this == other
                || hopLimit == other.hopLimit
                        && Arrays.equals(payload, other.payload)
                        && source.equals(other.source)
                        && destination.equals(other.destination);
    }

    /**
     * Takes the header off an IPv4 packet (RFC 791 section 3.1). One that is too short for its header has an empty payload:
     * whoever decodes that finds it too short.
     */
    static Datagram ofIpv4(byte[] packet) {
        int headerLength = packet.length < IPV4_HEADER_MIN ? IPV4_HEADER_MIN : (packet[0] & 0x0f) * 4;
        if (headerLength < IPV4_HEADER_MIN || headerLength > packet.length) {
            return new Datagram(new byte[0], IpAddress.of(new byte[4]), IpAddress.of(new byte[4]), 0);
        }
        int totalLength = Short.toUnsignedInt(ByteBuffer.wrap(packet).getShort(2));
        return new Datagram(
                Arrays.copyOfRange(packet, headerLength, Math.clamp(totalLength, headerLength, packet.length)),
                IpAddress.of(Arrays.copyOfRange(packet, 12, 16)),
                IpAddress.of(Arrays.copyOfRange(packet, 16, 20)),
                Byte.toUnsignedInt(packet[8]));
    }
}
