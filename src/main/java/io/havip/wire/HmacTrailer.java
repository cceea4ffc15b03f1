package io.havip.wire;

import io.havip.vrrp.Authentication.Key;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What keepalived 2.4's {@code auth_hmac} puts behind an advertisement, 28 bytes: type 1, the number of the key, two zero
 * bytes, a sequence number of 64 bits, and the first 16 bytes of an HMAC-SHA256. That is over a pseudo-header of 20 bytes
 * (IP version, VRRP version, VRID, a zero byte, the source address, padded with zero bytes), the message with a zero
 * checksum, and the trailer with a zero HMAC.
 */
public final class HmacTrailer {
    static final int BYTES = 28;

    private static final int TYPE_SHA256 = 1;
    private static final int HMAC_BYTES = 16;
    private static final int PSEUDO_HEADER_BYTES = 20;
    private static final int CHECKSUM_OFFSET = 6;
    private static final String ALGORITHM = "HmacSHA256";

    private final int keyNumber;
    private final long sequence;
    private final byte[] signed;
    private final byte[] hmac;

    private HmacTrailer(int keyNumber, long sequence, byte[] signed, byte[] hmac) {
        this.keyNumber = keyNumber;
        this.sequence = sequence;
        this.signed = signed;
        this.hmac = hmac;
    }

    /** The first use of cryptography loads it, which takes some 60 ms: not for the loop's thread. Those after it take 2 us. */
    public static void rehearse(Key key) {
        hmac(key, new byte[0]);
    }

    /** The number of the key that it was made with, 0..255. */
    public int keyNumber() {
        return keyNumber;
    }

    /**
     * Grows with each advertisement, by the arithmetic of serial numbers (RFC 1982): seconds of UTC, modulo 2^32, then
     * 16 bits of a fraction of a second, then a counter of 16 bits.
     */
    public long sequence() {
        return sequence;
    }

    /** Whether it was made with this key, and nothing has been changed since. */
    public boolean verifies(Key key) {
        return MessageDigest.isEqual(hmac, hmac(key, signed));
    }

    /** A trailer for a message whose checksum is still zero. */
    static byte[] sign(byte[] message, InetAddress source, int keyNumber, Key key, long sequence) {
        byte[] trailer = ByteBuffer.allocate(BYTES)
                .put((byte) TYPE_SHA256)
                .put((byte) keyNumber)
                .putShort((short) 0)
                .putLong(sequence)
                .array();
        byte[] hmac = hmac(key, signed(message, trailer, source));
        System.arraycopy(hmac, 0, trailer, BYTES - HMAC_BYTES, HMAC_BYTES);
        return trailer;
    }

    /**
     * Reads the trailer of a packet.
     *
     * @param messageLength where it begins; it goes up to the payload's end
     * @return empty where it is of another type
     */
    static Optional<HmacTrailer> read(byte[] payload, int messageLength, InetAddress source) {
        var buffer = ByteBuffer.wrap(payload, messageLength, BYTES);
        int type = buffer.get();
        int keyNumber = Byte.toUnsignedInt(buffer.get());
        if (type != TYPE_SHA256 || buffer.getShort() != 0) {
            return Optional.empty();
        }
        long sequence = buffer.getLong();
        byte[] message = Arrays.copyOf(payload, messageLength);
        message[CHECKSUM_OFFSET] = 0;
        message[CHECKSUM_OFFSET + 1] = 0;
        byte[] trailer = Arrays.copyOfRange(payload, messageLength, payload.length);
        byte[] hmac = Arrays.copyOfRange(trailer, BYTES - HMAC_BYTES, BYTES);
        Arrays.fill(trailer, BYTES - HMAC_BYTES, BYTES, (byte) 0);
        return Optional.of(new HmacTrailer(keyNumber, sequence, signed(message, trailer, source), hmac));
    }

    private static byte[] signed(byte[] message, byte[] trailer, InetAddress source) {
        byte[] address = source.getAddress();
        return ByteBuffer.allocate(PSEUDO_HEADER_BYTES + message.length + trailer.length)
                .put((byte) (address.length == 4 ? 4 : 6))
                .put((byte) (message[0] >> 4))
                .put(message[1])
                .put((byte) 0)
                .put(address)
                .position(PSEUDO_HEADER_BYTES)
                .put(message)
                .put(trailer)
                .array();
    }

    private static byte[] hmac(Key key, byte[] signed) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.bytes(), ALGORITHM));
            return Arrays.copyOf(mac.doFinal(signed), HMAC_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
