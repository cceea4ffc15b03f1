package io.havip.wire;

import io.havip.vrrp.Family;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * An IEEE 802 MAC address.
 *
 * @param bits its 48 bits, the first byte highest
 */
public record MacAddress(long bits) {

    public static final int LENGTH = 6;
    public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);
    /** That of nobody. */
    static final MacAddress NONE = new MacAddress(0);

    private static final long VIRTUAL_OF_IPV4 = 0x00_00_5e_00_01_00L;
    private static final long VIRTUAL_OF_IPV6 = 0x00_00_5e_00_02_00L;

    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    public MacAddress {
        if (bits >>> 48 != 0) {
            throw new IllegalArgumentException("more than 48 bits: " + Long.toHexString(bits));
        }
    }

    /** The 6 bytes at the buffer's position, which moves behind them. */
    static MacAddress read(ByteBuffer buffer) {
        return new MacAddress(
                (Short.toUnsignedLong(buffer.getShort()) << 32) | Integer.toUnsignedLong(buffer.getInt()));
    }

    /** Six bytes. */
    public static MacAddress of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException(bytes.length + " bytes are no MAC address");
        }
        return read(ByteBuffer.wrap(bytes));
    }

    /**
     * The virtual router MAC address of RFC 9568 section 7.3.
     *
     * @param vrid 1..255
     */
    public static MacAddress virtual(Family family, int vrid) {
        return new MacAddress((family == Family.IPV4 ? VIRTUAL_OF_IPV4 : VIRTUAL_OF_IPV6) | vrid);
    }

    /** Reads the form {@code 00:00:5e:00:01:0a}. */
    public static MacAddress parse(String text) {
        try {
            return of(COLONS.parseHex(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a MAC address such as 00:00:5e:00:01:0a: " + text, e);
        }
    }

    public byte[] toBytes() {
        var buffer = ByteBuffer.allocate(LENGTH);
        write(buffer);
        return buffer.array();
    }

    /** {@link #parse}'s form, in lower case. */
    @Override
    public String toString() {
        return COLONS.formatHex(toBytes());
    }

    void write(ByteBuffer buffer) {
        buffer.putShort((short) (bits >>> 32)).putInt((int) bits);
    }
}
