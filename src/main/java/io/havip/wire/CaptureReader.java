package io.havip.wire;

import io.havip.wire.Pcapng.Block;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The frames of a capture file, one after the other, whoever has written it: pcapng, or libpcap's older format in microseconds or
 * nanoseconds, in either byte order. Takes no more memory than the largest block that is allowed.
 */
public final class CaptureReader implements AutoCloseable {
    /** Wireshark's limit too: of what is captured of a frame, in bytes. */
    static final int FRAME_BYTES_MAX = 262_144;
    /** Of a block that is read; what is of no use here may be longer. */
    static final int BLOCK_BYTES_MAX = 2 * FRAME_BYTES_MAX;
    /** Of a section. */
    static final int INTERFACES_MAX = 4_096;
    /** Of hosts. */
    static final int NAMES_MAX = 1_000;

    private static final int MICROSECONDS = 0xa1b2_c3d4;
    private static final int NANOSECONDS = 0xa1b2_3c4d;
    private static final int FILE_HEADER_BYTES = 24;
    private static final int RECORD_HEADER_BYTES = 16;
    private static final int LINK_TYPE_MASK = 0xffff;
    private static final int GZIP = 0x1f8b;
    private static final int WORD = 4;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final InputStream stream;
    private final Format format;
    private final Map<InetAddress, String> names = new HashMap<>();
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private long position;
    private long frames;
    private long untimed;
    private boolean cutOff;
    private String comment = "";

    /** What the file's first word makes of the rest. */
    private sealed interface Format {
        record Classic(int linkType, long unitNanos) implements Format {}

        record Blocks(List<Block.Interface> interfaces) implements Format {}
    }

    /**
     * Begins to read.
     *
     * @throws CaptureException where it is no capture
     */
    public CaptureReader(InputStream stream) throws IOException {
        this.stream = new BufferedInputStream(stream);
        this.format = begin();
    }

    /**
     * The next frame; empty at the end.
     *
     * @throws CaptureException where the file is damaged: there is no more to be had of it
     */
    public Optional<CapturedFrame> next() throws IOException {
        if (cutOff) {
            return Optional.empty();
        }
        try {
            return switch (format) {
                case Format.Classic classic -> nextRecord(classic);
                case Format.Blocks blocks -> nextPacket(blocks.interfaces());
            };
        } catch (EOFException e) {
            cutOff = true;
            return Optional.empty();
        }
    }

    /** Whether the file ended in the middle of a frame, as while it is being written. */
    public boolean cutOff() {
        return cutOff;
    }

    /** How many frames so far have no time, and were left out. */
    public long untimed() {
        return untimed;
    }

    /** What the file so far says hosts are called. */
    public Map<InetAddress, String> names() {
        return Map.copyOf(names);
    }

    /** What the file's last section so far is about; may be empty. */
    public String comment() {
        return comment;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private Format begin() throws IOException {
        try {
            int magic = read(WORD).getInt();
            if (magic == Pcapng.SECTION) {
                readSection();
                return new Format.Blocks(new ArrayList<>());
            }
            if (magic == MICROSECONDS || magic == NANOSECONDS) {
                return classic(magic);
            }
            order = ByteOrder.BIG_ENDIAN;
            int reversed = Integer.reverseBytes(magic);
            if (reversed == MICROSECONDS || reversed == NANOSECONDS) {
                return classic(reversed);
            }
            throw new CaptureException(
                    reversed >>> 16 == GZIP
                            ? "it is compressed: unpack it first"
                            : "it is no capture: neither pcapng nor pcap");
        } catch (EOFException e) {
            throw new CaptureException("it is no capture: it ends after " + position + " bytes");
        }
    }

    private Format classic(int magic) throws IOException {
        var header = read(FILE_HEADER_BYTES - WORD);
        return new Format.Classic(header.getInt(16) & LINK_TYPE_MASK, magic == NANOSECONDS ? 1 : 1_000);
    }

    private Optional<CapturedFrame> nextRecord(Format.Classic classic) throws IOException {
        if (atEnd()) {
            return Optional.empty();
        }
        var header = read(RECORD_HEADER_BYTES);
        long seconds = Integer.toUnsignedLong(header.getInt());
        long fraction = Integer.toUnsignedLong(header.getInt()) * classic.unitNanos();
        int captured = header.getInt();
        int length = header.getInt();
        if (captured < 0 || captured > FRAME_BYTES_MAX || length < 0 || fraction >= SECOND_NANOS) {
            throw damaged("there is no frame");
        }
        byte[] bytes = read(captured).array();
        return Optional.of(new CapturedFrame(
                ++frames, "", classic.linkType(), seconds * SECOND_NANOS + fraction, length, bytes, ""));
    }

    private Optional<CapturedFrame> nextPacket(List<Block.Interface> interfaces) throws IOException {
        while (!atEnd()) {
            int type = read(WORD).getInt();
            if (type == Pcapng.SECTION) {
                readSection();
                interfaces.clear();
                continue;
            }
            int length = length(read(WORD).getInt());
            switch (type) {
                case Pcapng.INTERFACE, Pcapng.NAMES, Pcapng.PACKET, Pcapng.SIMPLE_PACKET, Pcapng.OBSOLETE_PACKET -> {
                    var block = Pcapng.decode(type, body(length));
                    var frame = take(block.orElseThrow(() -> damaged("a block contradicts itself")), interfaces);
                    if (frame.isPresent()) {
                        return frame;
                    }
                }
                default -> skip(length, length);
            }
        }
        return Optional.empty();
    }

    private Optional<CapturedFrame> take(Block block, List<Block.Interface> interfaces) throws CaptureException {
        switch (block) {
            case Block.Section _ -> {}
            case Block.Interface described -> {
                if (interfaces.size() == INTERFACES_MAX) {
                    throw damaged("there are more than " + INTERFACES_MAX + " interfaces");
                }
                interfaces.add(described);
            }
            case Block.Names more ->
                more.names().forEach((address, name) -> {
                    if (names.size() < NAMES_MAX) {
                        names.putIfAbsent(address, name);
                    }
                });
            case Block.Packet packet -> {
                return frame(packet, interfaces);
            }
        }
        return Optional.empty();
    }

    private Optional<CapturedFrame> frame(Block.Packet packet, List<Block.Interface> interfaces)
            throws CaptureException {
        int number = packet.interfaceNumber();
        if (number < 0 || number >= interfaces.size()) {
            throw damaged("no interface has the number of a packet's");
        }
        frames++;
        if (packet.timestamp().isEmpty()) {
            untimed++;
            return Optional.empty();
        }
        var seenOn = interfaces.get(number);
        OptionalLong at = seenOn.epochNanos(packet.timestamp().getAsLong());
        if (at.isEmpty()) {
            throw damaged("a packet was captured at no time");
        }
        return Optional.of(new CapturedFrame(
                frames,
                seenOn.name(),
                seenOn.linkType(),
                at.getAsLong(),
                packet.length(),
                packet.bytes(),
                packet.comment()));
    }

    /** Behind its type, which reads the same in either order. */
    private void readSection() throws IOException {
        var start = read(2 * WORD);
        int magic = start.getInt(WORD);
        if (magic != Pcapng.BYTE_ORDER_MAGIC && Integer.reverseBytes(magic) != Pcapng.BYTE_ORDER_MAGIC) {
            throw damaged("a section has no byte order");
        }
        if (magic != Pcapng.BYTE_ORDER_MAGIC) {
            order = order == ByteOrder.LITTLE_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        }
        int length = length(start.order(order).getInt(0));
        if (length < WORD) {
            throw damaged("a section's header is too short");
        }
        if (length <= BLOCK_BYTES_MAX) {
            // The word that tells the order belongs to it, and was read.
            var body = ByteBuffer.allocate(length).order(order);
            body.put(WORD, read(length - WORD).array());
            comment = Pcapng.decode(Pcapng.SECTION, body)
                    .map(block -> block instanceof Block.Section section ? section.comment() : "")
                    .orElse("");
            endBlock(length);
        } else {
            skip(length - WORD, length);
        }
    }

    /** Of a block's body. */
    private int length(int ofBlock) throws CaptureException {
        if (ofBlock < Pcapng.FRAMING_BYTES || ofBlock % WORD != 0) {
            throw damaged("a block has an impossible length");
        }
        return ofBlock - Pcapng.FRAMING_BYTES;
    }

    private ByteBuffer body(int length) throws IOException {
        if (length > BLOCK_BYTES_MAX) {
            throw damaged("a block is longer than " + BLOCK_BYTES_MAX + " bytes");
        }
        var body = read(length);
        endBlock(length);
        return body;
    }

    private void skip(int bytes, int bodyLength) throws IOException {
        stream.skipNBytes(bytes);
        position += bytes;
        endBlock(bodyLength);
    }

    private void endBlock(int length) throws IOException {
        if (read(WORD).getInt() != length + Pcapng.FRAMING_BYTES) {
            throw damaged("a block has two lengths");
        }
    }

    private boolean atEnd() throws IOException {
        stream.mark(1);
        int next = stream.read();
        stream.reset();
        return next < 0;
    }

    private ByteBuffer read(int length) throws IOException {
        byte[] bytes = stream.readNBytes(length);
        position += bytes.length;
        if (bytes.length < length) {
            throw new EOFException();
        }
        return ByteBuffer.wrap(bytes).order(order);
    }

    private CaptureException damaged(String why) {
        return new CaptureException("it is damaged at byte " + position + ": " + why);
    }
}
