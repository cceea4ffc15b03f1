package io.havip.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.havip.vrrp.Family;
import io.havip.wire.IpAddress;
import io.havip.wire.VrrpCodec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes datagrams out of what the kernel hands over. What says the same as the last one for its virtual router is that one
 * again: an Active repeats itself at each interval, and nothing is allocated for that.
 */
final class Datagrams {
    /** What is longer is made each time: strangers can make up something for every VRID. */
    static final int REMEMBERED_BYTES_MAX = 512;

    private static final int VRIDS = 256;
    private static final int IPV4_HEADER_MIN = 20;
    private static final int IPV4_TOTAL_LENGTH = 2;
    private static final int IPV4_TTL = 8;
    private static final int IPV4_SOURCE = 12;
    private static final int IPV4_DESTINATION = 16;
    private static final ValueLayout.OfShort BIG_ENDIAN_SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Family family;
    private final byte[] payload;
    private final byte[] source;
    private final byte[] destination;
    private final @Nullable Last[] lastByVrid = new @Nullable Last[VRIDS];

    /** With the addresses as they travel. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Last(Datagram datagram, byte[] source, byte[] destination) {}

    /** @param lengthMax of a packet, in bytes */
    Datagrams(Family family, int lengthMax) {
        int addressLength = family.unspecified().getAddress().length;
        this.family = family;
        this.payload = new byte[lengthMax];
        this.source = new byte[addressLength];
        this.destination = new byte[addressLength];
    }

    /**
     * Takes the header off an IPv4 packet (RFC 791 section 3.1). One that is too short for its header has an empty payload:
     * whoever decodes that finds it too short.
     *
     * @param length the packet's; there may be more behind it
     */
    Datagram ofIpv4(MemorySegment packet, int length) {
        int headerLength = length < IPV4_HEADER_MIN ? 0 : (packet.get(JAVA_BYTE, 0) & 0x0f) * 4;
        if (headerLength < IPV4_HEADER_MIN || headerLength > length) {
            return new Datagram(new byte[0], family.unspecified(), family.unspecified(), 0);
        }
        int totalLength = Short.toUnsignedInt(packet.get(BIG_ENDIAN_SHORT, IPV4_TOTAL_LENGTH));
        int payloadLength = Math.clamp(totalLength, headerLength, length) - headerLength;
        from(packet, IPV4_SOURCE);
        to(packet, IPV4_DESTINATION);
        return of(packet, headerLength, payloadLength, Byte.toUnsignedInt(packet.get(JAVA_BYTE, IPV4_TTL)));
    }

    /** Where the next one is from. */
    void from(MemorySegment segment, long offset) {
        MemorySegment.copy(segment, JAVA_BYTE, offset, source, 0, source.length);
    }

    /** Where the next one is sent to. */
    void to(MemorySegment segment, long offset) {
        MemorySegment.copy(segment, JAVA_BYTE, offset, destination, 0, destination.length);
    }

    /** The datagram with this payload, {@linkplain #from from} and {@linkplain #to to} where was said. */
    Datagram of(MemorySegment segment, long offset, int length, int hopLimit) {
        MemorySegment.copy(segment, JAVA_BYTE, offset, payload, 0, length);
        // Of a payload that is too short to have one, whatever came before it.
        int vrid = VrrpCodec.vrid(payload);
        var last = lastByVrid[vrid];
        if (last != null && repeats(last, length, hopLimit)) {
            return last.datagram();
        }
        var datagram =
                new Datagram(Arrays.copyOf(payload, length), IpAddress.of(source), IpAddress.of(destination), hopLimit);
        if (length <= REMEMBERED_BYTES_MAX) {
            lastByVrid[vrid] = new Last(datagram, source.clone(), destination.clone());
        }
        return datagram;
    }

    private boolean repeats(Last last, int length, int hopLimit) {
        byte[] former = last.datagram().payload();
        return last.datagram().hopLimit() == hopLimit
                && Arrays.equals(payload, 0, length, former, 0, former.length)
                && Arrays.equals(source, last.source())
                && Arrays.equals(destination, last.destination());
    }
}
