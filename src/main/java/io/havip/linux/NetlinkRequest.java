package io.havip.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A request of {@code netlink(7)} while it is put together: the kernel's structure, and the attributes behind it. */
final class NetlinkRequest {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    private static final int REQUEST = 0x1;
    private static final int CAPACITY = 4096;

    private final MemorySegment memory = Arena.ofAuto().allocate(CAPACITY, 8);
    private final ByteBuffer body = memory.asByteBuffer().order(ByteOrder.nativeOrder());
    private int sequence;

    /** The family of an address of 4 or 16 bytes. */
    static byte family(byte[] address) {
        return (byte) (address.length == 4 ? AF_INET : AF_INET6);
    }

    static byte[] terminated(String text) {
        return (text + '\0').getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Starts the next one, in place of the former.
     *
     * @param type RTM_*
     * @param flags NLM_F_*, beside NLM_F_REQUEST
     */
    void begin(int type, int flags) {
        sequence++;
        body.clear();
        body.putInt(0).putShort((short) type).putShort((short) (REQUEST | flags));
        body.putInt(sequence).putInt(0);
    }

    /** What the answers to it bear. */
    int sequence() {
        return sequence;
    }

    /** Where the next structure goes, in native byte order. */
    ByteBuffer body() {
        return body;
    }

    void attribute(int type, byte[] value) {
        body.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        while (body.position() % 4 != 0) {
            body.put((byte) 0);
        }
    }

    void attribute(int type, int value) {
        body.putShort((short) 8).putShort((short) type).putInt(value);
    }

    /** An attribute that consists of attributes. */
    void attribute(int type, Runnable content) {
        int start = body.position();
        body.putShort((short) 0).putShort((short) type);
        content.run();
        body.putShort(start, (short) (body.position() - start));
    }

    /** As it is sent. */
    MemorySegment finished() {
        body.putInt(0, body.position());
        return memory.asSlice(0, body.position());
    }
}
