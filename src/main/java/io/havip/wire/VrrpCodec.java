package io.havip.wire;

import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Family;
import io.havip.vrrp.Version;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** VRRP advertisements as they travel in IP protocol 112 (RFC 3768 section 5.1, RFC 9568 section 5.1). */
public final class VrrpCodec {
    /** The IP protocol number. */
    public static final int PROTOCOL = 112;

    /** The address count is one byte (RFC 9568 section 5.2.5). */
    public static final int ADDRESSES_MAX = 255;

    private static final int HEADER_BYTES = 8;
    private static final int AUTHENTICATION_BYTES = 8;
    private static final int ETHERNET_HEADER_BYTES = 14;
    private static final int IPV4_HEADER_BYTES = 20;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final int TYPE_ADVERTISEMENT = 1;
    private static final int AUTHENTICATION_NONE = 0;
    private static final int AUTHENTICATION_PASSWORD = 1;
    private static final int CHECKSUM_OFFSET = 6;
    private static final int INTERVAL_MASK = 0xfff;
    /** In the order in which they are tried. */
    private static final List<ChecksumForm> V3_IPV4_FORMS = List.of(ChecksumForm.values());

    private static final List<ChecksumForm> V2_FORMS = List.of(ChecksumForm.MESSAGE_ONLY);
    private static final List<ChecksumForm> IPV6_FORMS = List.of(ChecksumForm.PSEUDO_HEADER);

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long CENTISECOND_NANOS = 10_000_000L;

    private VrrpCodec() {}

    /**
     * How many addresses an advertisement has room for that leaves in one piece. As keepalived counts, which takes the Ethernet header
     * off the MTU too: peers that discard other lists than their own have to come to the same.
     *
     * @param mtu the interface's, in bytes
     * @return 0..{@value #ADDRESSES_MAX}
     */
    public static int room(Version version, Family family, Authentication authentication, int mtu) {
        int packet = ETHERNET_HEADER_BYTES + (family == Family.IPV4 ? IPV4_HEADER_BYTES : IPV6_HEADER_BYTES);
        int trailer = authentication instanceof Authentication.Hmac hmac && hmac.signs() ? HmacTrailer.BYTES : 0;
        int message = HEADER_BYTES + (version == Version.V2 ? AUTHENTICATION_BYTES : 0) + trailer;
        return Math.clamp((mtu - packet - message) / family.unspecified().getAddress().length, 0, ADDRESSES_MAX);
    }

    /** What became of some bytes. */
    public sealed interface Decoded {
        /**
         * An advertisement with everything in it that can be told without knowing the virtual router.
         *
         * @param authentication version 2's; {@code None} in version 3
         * @param checksum which form the sender uses; empty where there is only one (version 2, IPv6)
         * @param trailer not verified yet
         */
        record Packet(
                Advertisement advertisement,
                Authentication authentication,
                Optional<ChecksumForm> checksum,
                Optional<HmacTrailer> trailer)
                implements Decoded {}

        /** No advertisement. */
        record Dropped(DropReason reason) implements Decoded {}
    }

    /** The virtual router that a packet says it is for, 0..255; 0, which none is, where it is too short to say. */
    public static int vrid(byte[] payload) {
        return payload.length < 2 ? 0 : payload[1] & 0xff;
    }

    /**
     * The bytes of an advertisement.
     *
     * @param authentication a password in version 2 only
     * @param sequence that of the trailer, where there is one
     * @param form of a version 3 checksum over IPv4
     * @param source the address that it is sent from; part of some checksums
     * @param destination the group or peer that it is sent to
     */
    public static byte[] encode(
            Advertisement advertisement,
            Authentication authentication,
            long sequence,
            ChecksumForm form,
            InetAddress source,
            InetAddress destination) {
        var addresses = advertisement.addresses();
        int addressBytes = destination.getAddress().length;
        boolean v2 = advertisement.version() == Version.V2;
        int length = HEADER_BYTES + addresses.size() * addressBytes + (v2 ? AUTHENTICATION_BYTES : 0);
        var buffer = ByteBuffer.allocate(length)
                .put((byte) (advertisement.version().number() << 4 | TYPE_ADVERTISEMENT))
                .put((byte) advertisement.vrid())
                .put((byte) advertisement.priority())
                .put((byte) addresses.size());
        if (v2) {
            buffer.put((byte) (authentication instanceof Authentication.Password ? AUTHENTICATION_PASSWORD : 0))
                    .put((byte) (advertisement.intervalNanos() / SECOND_NANOS));
        } else {
            buffer.putShort((short) (advertisement.intervalNanos() / CENTISECOND_NANOS & INTERVAL_MASK));
        }
        buffer.putShort((short) 0);
        for (var address : addresses) {
            buffer.put(address.getAddress());
        }
        if (authentication instanceof Authentication.Password(var text)) {
            buffer.put(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        byte[] message = buffer.array();
        byte[] payload = authentication instanceof Authentication.Hmac hmac && hmac.signs()
                ? signed(message, hmac, sequence, source)
                : message;
        var family = Family.of(destination);
        var effective = v2 ? ChecksumForm.MESSAGE_ONLY : family(form, family);
        int checksum = checksum(effective, payload, checked(family, message.length, payload), source, destination);
        ByteBuffer.wrap(payload).putShort(CHECKSUM_OFFSET, (short) checksum);
        return payload;
    }

    private static byte[] signed(byte[] message, Authentication.Hmac hmac, long sequence, InetAddress source) {
        byte[] trailer = HmacTrailer.sign(message, source, hmac.activeKey(), hmac.signingKey(), sequence);
        return ByteBuffer.allocate(message.length + trailer.length)
                .put(message)
                .put(trailer)
                .array();
    }

    /** How much of the payload the checksum is over: a trailer counts over IPv6 only, where the kernel computes it. */
    private static int checked(Family family, int messageLength, byte[] payload) {
        return family == Family.IPV6 ? payload.length : messageLength;
    }

    /** Over IPv6 there is only one. */
    private static ChecksumForm family(ChecksumForm form, Family family) {
        return family == Family.IPV6 ? ChecksumForm.PSEUDO_HEADER : form;
    }

    private static int checksum(
            ChecksumForm form, byte[] payload, int length, InetAddress source, InetAddress destination) {
        return switch (form) {
            case MESSAGE_ONLY -> Checksum.of(payload, 0, length);
            case PSEUDO_HEADER -> Checksum.of(source, destination, PROTOCOL, payload, 0, length);
            case MULTICAST_PSEUDO_HEADER ->
                Checksum.of(source, Family.of(source).multicastGroup(), PROTOCOL, payload, 0, length);
        };
    }

    /**
     * Takes apart the payload of an IP packet.
     *
     * @param source the packet's source address
     * @param destination the packet's destination address, of the same family
     * @return never throws, whatever the bytes are
     */
    public static Decoded decode(byte[] payload, InetAddress source, InetAddress destination) {
        if (payload.length < HEADER_BYTES) {
            return new Decoded.Dropped(DropReason.LENGTH);
        }
        var family = Family.of(source);
        int versionNumber = (payload[0] & 0xff) >> 4;
        boolean v2 = versionNumber == Version.V2.number();
        if (!v2 && versionNumber != Version.V3.number() || v2 && family == Family.IPV6) {
            return new Decoded.Dropped(DropReason.VERSION);
        }
        if ((payload[0] & 0xf) != TYPE_ADVERTISEMENT) {
            return new Decoded.Dropped(DropReason.TYPE);
        }
        int addressBytes = family == Family.IPV4 ? 4 : 16;
        int addressCount = payload[3] & 0xff;
        int addressesEnd = HEADER_BYTES + addressCount * addressBytes;
        int messageLength = addressesEnd + (v2 ? AUTHENTICATION_BYTES : 0);
        boolean withTrailer = payload.length == messageLength + HmacTrailer.BYTES;
        if (payload.length != messageLength && !withTrailer) {
            return new Decoded.Dropped(DropReason.TOTAL_LENGTH);
        }
        var possible = v2 ? V2_FORMS : family == Family.IPV6 ? IPV6_FORMS : V3_IPV4_FORMS;
        var form = form(possible, payload, checked(family, messageLength, payload), source, destination);
        if (form.isEmpty()) {
            return new Decoded.Dropped(DropReason.CHECKSUM);
        }
        long intervalNanos = v2
                ? (payload[5] & 0xff) * SECOND_NANOS
                : (ByteBuffer.wrap(payload).getShort(4) & INTERVAL_MASK) * CENTISECOND_NANOS;
        var trailer = withTrailer ? HmacTrailer.read(payload, messageLength, source) : Optional.<HmacTrailer>empty();
        if (intervalNanos == 0 || payload[1] == 0 || withTrailer && trailer.isEmpty()) {
            return new Decoded.Dropped(DropReason.MALFORMED);
        }
        Optional<Authentication> authentication = v2
                ? decodeAuthentication(payload[4] & 0xff, payload, addressesEnd)
                : Optional.of(new Authentication.None());
        if (authentication.isEmpty()) {
            return new Decoded.Dropped(DropReason.AUTHENTICATION_TYPE);
        }
        var advertisement = new Advertisement(
                v2 ? Version.V2 : Version.V3,
                payload[1] & 0xff,
                payload[2] & 0xff,
                intervalNanos,
                decodeAddresses(payload, addressCount, addressBytes));
        return new Decoded.Packet(advertisement, authentication.get(), form.filter(_ -> possible.size() > 1), trailer);
    }

    private static Optional<ChecksumForm> form(
            List<ChecksumForm> possible, byte[] payload, int length, InetAddress source, InetAddress destination) {
        for (var form : possible) {
            if (checksum(form, payload, length, source, destination) == 0) {
                return Optional.of(form);
            }
        }
        return Optional.empty();
    }

    private static Optional<Authentication> decodeAuthentication(int type, byte[] payload, int offset) {
        if (type == AUTHENTICATION_NONE) {
            return Optional.of(new Authentication.None());
        }
        int length = AUTHENTICATION_BYTES;
        while (length > 0 && payload[offset + length - 1] == 0) {
            length--;
        }
        if (type != AUTHENTICATION_PASSWORD || length == 0) {
            return Optional.empty();
        }
        return Optional.of(
                new Authentication.Password(new String(payload, offset, length, StandardCharsets.ISO_8859_1)));
    }

    private static List<InetAddress> decodeAddresses(byte[] payload, int count, int addressBytes) {
        var addresses = new ArrayList<InetAddress>(count);
        for (int i = 0; i < count; i++) {
            int start = HEADER_BYTES + i * addressBytes;
            addresses.add(IpAddress.of(Arrays.copyOfRange(payload, start, start + addressBytes)));
        }
        return addresses;
    }
}
