package io.havip.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a pcapng file (draft-ietf-opsawg-pcapng), as far as anything here makes use of them: a section header, a description
 * of each interface, then packets; the names of addresses anywhere after the header.
 */
public final class Pcapng {
    static final int SECTION = 0x0a0d_0d0a;
    static final int INTERFACE = 1;
    static final int OBSOLETE_PACKET = 2;
    static final int SIMPLE_PACKET = 3;
    static final int NAMES = 4;
    static final int PACKET = 6;

    /** The first word of a section's body, by which its byte order is told. */
    static final int BYTE_ORDER_MAGIC = 0x1a2b_3c4d;

    /** What a block has around its body: its type, its length, and that again at its end. */
    static final int FRAMING_BYTES = 12;

    private static final int END = 0;
    private static final int COMMENT = 1;
    private static final int APPLICATION = 4;
    private static final int INTERFACE_NAME = 2;
    private static final int TIMESTAMP_RESOLUTION = 9;
    private static final int TIMESTAMP_OFFSET = 14;
    private static final int IPV4_NAME = 1;
    private static final int IPV6_NAME = 2;

    private static final int PACKET_HEADER_BYTES = 20;
    private static final int OPTION_HEADER_BYTES = 4;
    private static final int OPTION_BYTES_MAX = 0xffff;
    /** Of a name that is read. */
    private static final int NAME_LENGTH_MAX = 64;
    /** Of a comment, and of the application. */
    private static final int TEXT_LENGTH_MAX = 1_000;

    private static final int NAMES_MAX = 1_000;

    private Pcapng() {}

    /** What a file consists of. Texts that were read have no control characters, and are cut where they are long. */
    public sealed interface Block {
        /**
         * Begins a section, in which the interfaces are counted from 0 on.
         *
         * @param application what has written it; may be empty
         * @param comment what it is about; may be empty
         */
        record Section(String application, String comment) implements Block {}

        /**
         * An interface.
         *
         * @param name may be empty
         * @param resolution of its packets' timestamps, in seconds: 10 to the power of minus this, or, from 128 on, 2 to the power of
         *     minus what is above that
         * @param offsetSeconds what is to be added to them
         */
        record Interface(int linkType, String name, int resolution, long offsetSeconds) implements Block {
            private static final int BINARY = 0x80;
            private static final int MICROSECOND_DIGITS = 6;
            private static final int NANOSECOND_DIGITS = 9;
            private static final int DIGITS_MAX = 18;
            private static final int BITS_MAX = 62;
            /** Of a fraction, which times a billion is within 63 bits. */
            private static final int FRACTION_BITS = 33;

            private static final long SECOND_NANOS = 1_000_000_000L;
            /** In 2096: nanoseconds since 1970 have room in 64 bits, and something to be added as well. */
            private static final long SECONDS_MAX = 4_000_000_000L;

            /** One whose packets' timestamps are nanoseconds since 1970. */
            public static Interface nanoseconds(int linkType, String name) {
                return new Interface(linkType, name, NANOSECOND_DIGITS, 0);
            }

            /** When a packet of it was captured, since 1970; empty where no capture can have been made. */
            OptionalLong epochNanos(long timestamp) {
                boolean binary = resolution >= BINARY;
                int exponent = binary ? resolution - BINARY : resolution;
                if (exponent > (binary ? BITS_MAX : DIGITS_MAX)) {
                    return OptionalLong.empty();
                }
                long unitsPerSecond = binary ? 1L << exponent : powerOfTen(exponent);
                long seconds = Long.divideUnsigned(timestamp, unitsPerSecond);
                if (Long.compareUnsigned(seconds, SECONDS_MAX) > 0
                        || offsetSeconds > SECONDS_MAX
                        || offsetSeconds < -SECONDS_MAX) {
                    return OptionalLong.empty();
                }
                long fraction = Long.remainderUnsigned(timestamp, unitsPerSecond);
                long nanos = binary ? binaryNanos(fraction, exponent) : decimalNanos(fraction, exponent);
                long whole = seconds + offsetSeconds;
                return whole < 0 || whole > SECONDS_MAX
                        ? OptionalLong.empty()
                        : OptionalLong.of(whole * SECOND_NANOS + nanos);
            }

            private static long binaryNanos(long fraction, int bits) {
                int dropped = Math.max(0, bits - FRACTION_BITS);
                return (fraction >>> dropped) * SECOND_NANOS >>> (bits - dropped);
            }

            private static long decimalNanos(long fraction, int digits) {
                return digits <= NANOSECOND_DIGITS
                        ? fraction * powerOfTen(NANOSECOND_DIGITS - digits)
                        : fraction / powerOfTen(digits - NANOSECOND_DIGITS);
            }

            private static long powerOfTen(int exponent) {
                long power = 1;
                for (int i = 0; i < exponent; i++) {
                    power *= 10;
                }
                return power;
            }
        }

        /** What hosts are called. */
        record Names(Map<InetAddress, String> names) implements Block {
            public Names {
                names = Map.copyOf(names);
            }
        }

        /**
         * A frame.
         *
         * @param timestamp in the units of its interface, from its offset on; empty in a simple packet block
         * @param length on the wire; there may be more than was captured
         * @param comment may be empty
         */
        @SuppressWarnings("ArrayRecordComponent") // Handed on to be taken apart; never compared.
        record Packet(int interfaceNumber, OptionalLong timestamp, int length, byte[] bytes, String comment)
                implements Block {}
    }

    /** A block as it stands in a file, in little-endian order. Texts are cut where they have no room. */
    public static byte[] encode(Block block) {
        return switch (block) {
            case Block.Section section ->
                block(
                        SECTION,
                        body(16).putInt(BYTE_ORDER_MAGIC)
                                .putShort((short) 1)
                                .putShort((short) 0)
                                .putLong(-1)
                                .array(),
                        new Options().text(COMMENT, section.comment()).text(APPLICATION, section.application()));
            case Block.Interface described ->
                block(
                        INTERFACE,
                        body(8).putShort((short) described.linkType()).array(),
                        new Options()
                                .text(INTERFACE_NAME, described.name())
                                .put(TIMESTAMP_RESOLUTION, new byte[] {(byte) described.resolution()})
                                .put(
                                        TIMESTAMP_OFFSET,
                                        body(8).putLong(described.offsetSeconds())
                                                .array()));
            case Block.Names names -> block(NAMES, records(names.names()), new Options());
            case Block.Packet packet -> encode(packet);
        };
    }

    private static byte[] encode(Block.Packet packet) {
        byte[] bytes = packet.bytes();
        long timestamp = packet.timestamp().orElseThrow(() -> new IllegalArgumentException("a packet without a time"));
        return block(
                PACKET,
                body(PACKET_HEADER_BYTES + padded(bytes.length))
                        .putInt(packet.interfaceNumber())
                        .putInt((int) (timestamp >>> 32))
                        .putInt((int) timestamp)
                        .putInt(bytes.length)
                        .putInt(packet.length())
                        .put(bytes)
                        .array(),
                new Options().text(COMMENT, packet.comment()));
    }

    private static byte[] records(Map<InetAddress, String> names) {
        var records = new Options();
        names.forEach((address, name) -> {
            byte[] bytes = address.getAddress();
            byte[] text = name.getBytes(UTF_8);
            var entry = ByteBuffer.allocate(bytes.length + text.length + 1);
            records.put(
                    bytes.length == 4 ? IPV4_NAME : IPV6_NAME,
                    entry.put(bytes).put(text).array());
        });
        return records.ended();
    }

    private static byte[] block(int type, byte[] body, Options options) {
        byte[] end = options.ended();
        int length = FRAMING_BYTES + body.length + end.length;
        return body(length)
                .putInt(type)
                .putInt(length)
                .put(body)
                .put(end)
                .putInt(length)
                .array();
    }

    private static ByteBuffer body(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int padded(int length) {
        return length + 3 & ~3;
    }

    /** Options, and the records of names, which look alike. */
    private static final class Options {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Options text(int code, String text) {
            return text.isEmpty() ? this : put(code, text.getBytes(UTF_8));
        }

        Options put(int code, byte[] value) {
            int length = Math.min(value.length, OPTION_BYTES_MAX);
            bytes.writeBytes(body(OPTION_HEADER_BYTES + padded(length))
                    .putShort((short) code)
                    .putShort((short) length)
                    .put(value, 0, length)
                    .array());
            return this;
        }

        /** With what ends them. */
        byte[] ended() {
            return put(END, new byte[0]).bytes.toByteArray();
        }
    }

    /**
     * Reads a block.
     *
     * @param body what is between its lengths, in the byte order of its section
     * @return empty where it is not well-formed, or of a type that is none of the above
     */
    public static Optional<Block> decode(int type, ByteBuffer body) {
        try {
            return switch (type) {
                case SECTION -> Optional.of(section(body));
                case INTERFACE -> Optional.of(described(body));
                case NAMES -> Optional.of(names(body));
                case PACKET -> packet(body.getInt(), body);
                case OBSOLETE_PACKET -> packet(obsoleteInterface(body), body);
                case SIMPLE_PACKET -> simplePacket(body);
                default -> Optional.empty();
            };
        } catch (BufferUnderflowException shorterThanItSays) {
            return Optional.empty();
        }
    }

    private static Block section(ByteBuffer body) {
        skip(body, 16);
        var options = options(body);
        return new Block.Section(
                text(options.get(APPLICATION), TEXT_LENGTH_MAX), text(options.get(COMMENT), TEXT_LENGTH_MAX));
    }

    private static Block described(ByteBuffer body) {
        int linkType = Short.toUnsignedInt(body.getShort());
        skip(body, 6);
        var options = options(body);
        byte[] resolution = options.get(TIMESTAMP_RESOLUTION);
        byte[] offset = options.get(TIMESTAMP_OFFSET);
        return new Block.Interface(
                linkType,
                text(options.get(INTERFACE_NAME), NAME_LENGTH_MAX),
                resolution == null
                        ? Block.Interface.MICROSECOND_DIGITS
                        : ByteBuffer.wrap(resolution).get() & 0xff,
                offset == null ? 0 : ByteBuffer.wrap(offset).order(body.order()).getLong());
    }

    private static Block names(ByteBuffer body) {
        var names = new LinkedHashMap<InetAddress, String>();
        while (body.remaining() >= OPTION_HEADER_BYTES) {
            int type = Short.toUnsignedInt(body.getShort());
            int length = Short.toUnsignedInt(body.getShort());
            if (type == END) {
                break;
            }
            byte[] entry = padded(body, length);
            int addressBytes = type == IPV4_NAME ? 4 : 16;
            if ((type == IPV4_NAME || type == IPV6_NAME) && entry.length > addressBytes && names.size() < NAMES_MAX) {
                byte[] address = new byte[addressBytes];
                byte[] name = new byte[entry.length - addressBytes];
                ByteBuffer.wrap(entry).get(address).get(name);
                // There may be several, each with its zero.
                names.put(IpAddress.of(address), text(name, NAME_LENGTH_MAX).split(" ", 2)[0]);
            }
        }
        return new Block.Names(names);
    }

    private static int obsoleteInterface(ByteBuffer body) {
        int number = Short.toUnsignedInt(body.getShort());
        skip(body, 2);
        return number;
    }

    private static Optional<Block> packet(int interfaceNumber, ByteBuffer body) {
        long timestamp = (long) body.getInt() << 32 | Integer.toUnsignedLong(body.getInt());
        int captured = body.getInt();
        int length = body.getInt();
        if (captured < 0 || captured > body.remaining() || length < 0) {
            return Optional.empty();
        }
        byte[] bytes = padded(body, captured);
        String comment = text(options(body).get(COMMENT), TEXT_LENGTH_MAX);
        return Optional.of(new Block.Packet(interfaceNumber, OptionalLong.of(timestamp), length, bytes, comment));
    }

    private static Optional<Block> simplePacket(ByteBuffer body) {
        int length = body.getInt();
        if (length < 0) {
            return Optional.empty();
        }
        byte[] bytes = new byte[Math.min(length, body.remaining())];
        body.get(bytes);
        return Optional.of(new Block.Packet(0, OptionalLong.empty(), length, bytes, ""));
    }

    /** The first of each code. */
    private static Map<Integer, byte[]> options(ByteBuffer body) {
        var options = new HashMap<Integer, byte[]>();
        while (body.remaining() >= OPTION_HEADER_BYTES) {
            int code = Short.toUnsignedInt(body.getShort());
            int length = Short.toUnsignedInt(body.getShort());
            if (code == END) {
                break;
            }
            options.putIfAbsent(code, padded(body, length));
        }
        return options;
    }

    private static byte[] padded(ByteBuffer body, int length) {
        if (length > body.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        body.get(bytes);
        skip(body, Math.min(body.remaining(), padded(length) - length));
        return bytes;
    }

    private static void skip(ByteBuffer body, int bytes) {
        if (bytes > body.remaining()) {
            throw new BufferUnderflowException();
        }
        body.position(body.position() + bytes);
    }

    /** What a stranger has written may come to stand on somebody's terminal. */
    private static String text(byte @Nullable [] bytes, int lengthMax) {
        String text = bytes == null ? "" : new String(bytes, UTF_8);
        return text.substring(0, Math.min(text.length(), lengthMax))
                .replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Co}]", " ")
                .strip();
    }
}
