package io.havip.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What {@code sendmsg} and {@code recvmsg} take: a message header with an address, one payload and control messages, laid
 * out once and used for every call.
 */
final class SocketMessage {

    // struct msghdr
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int IOV = 16;
    private static final int IOV_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int HEADER_SIZE = 56;

    // struct cmsghdr: length with the header, level, type; the next one starts at a multiple of 8.
    private static final int CONTROL_HEADER_SIZE = 16;
    private static final int LEVEL = 8;
    private static final int TYPE = 12;

    private final MemorySegment header;
    private final MemorySegment buffer;
    private final MemorySegment address;
    private final MemorySegment payload;
    private final MemorySegment control;

    SocketMessage(int addressSize, int payloadSize, int controlSize) {
        var arena = Arena.ofAuto();
        header = arena.allocate(HEADER_SIZE, 8);
        buffer = arena.allocate(16, 8);
        address = arena.allocate(addressSize, 8);
        payload = arena.allocate(payloadSize, 8);
        control = arena.allocate(controlSize, 8);
        buffer.set(ADDRESS, 0, payload);
        header.set(ADDRESS, NAME, address);
        header.set(ADDRESS, IOV, buffer);
        header.set(JAVA_LONG, IOV_COUNT, 1);
        header.set(ADDRESS, CONTROL, control);
        clear();
    }

    /** Makes the whole of the three buffers available to {@code recvmsg}. */
    void clear() {
        header.set(JAVA_INT, NAME_LENGTH, (int) address.byteSize());
        header.set(JAVA_LONG, CONTROL_LENGTH, control.byteSize());
        buffer.set(JAVA_LONG, 8, payload.byteSize());
    }

    MemorySegment header() {
        return header;
    }

    MemorySegment address() {
        return address;
    }

    MemorySegment payload() {
        return payload;
    }

    void setPayload(byte[] bytes) {
        MemorySegment.copy(bytes, 0, payload, JAVA_BYTE, 0, bytes.length);
        buffer.set(JAVA_LONG, 8, bytes.length);
    }

    /** Writes the one control message of a message to send and answers where its data belongs. */
    MemorySegment setControl(int level, int type, int length) {
        control.set(JAVA_LONG, 0, CONTROL_HEADER_SIZE + length);
        control.set(JAVA_INT, LEVEL, level);
        control.set(JAVA_INT, TYPE, type);
        return control.asSlice(CONTROL_HEADER_SIZE, length);
    }

    /** Received control messages. */
    MemorySegment control() {
        return control;
    }

    /** Where the data of one of them is, or -1. */
    long controlOffset(int level, int type) {
        long end = header.get(JAVA_LONG, CONTROL_LENGTH);
        long offset = 0;
        while (offset + CONTROL_HEADER_SIZE <= end) {
            long length = control.get(JAVA_LONG, offset);
            if (length < CONTROL_HEADER_SIZE || offset + length > end) {
                break;
            }
            if (control.get(JAVA_INT, offset + LEVEL) == level && control.get(JAVA_INT, offset + TYPE) == type) {
                return offset + CONTROL_HEADER_SIZE;
            }
            offset += (length + 7) & ~7L;
        }
        return -1;
    }
}
