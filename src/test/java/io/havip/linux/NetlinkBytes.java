package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A datagram from the kernel, for tests outside of this package. */
public final class NetlinkBytes {
    private NetlinkBytes() {}

    /** A change of a link or an address, its attributes behind a header of zeros; 0 for the header's length: any type. */
    public static byte[] message(int type, int headerSize, byte[]... attributes) {
        var buffer = ByteBuffer.allocate(1024)
                .order(ByteOrder.nativeOrder())
                .putShort(4, (short) type)
                .position(NetlinkMessage.HEADER_SIZE + headerSize);
        for (int i = 0; i < attributes.length; i++) {
            int length = 4 + attributes[i].length;
            buffer.putShort((short) length).putShort((short) (i + 1)).put(attributes[i]);
            buffer.position((buffer.position() + 3) & ~3);
        }
        byte[] bytes = new byte[buffer.putInt(0, buffer.position()).position()];
        buffer.get(0, bytes);
        return bytes;
    }

    public static void read(byte[] datagram) {
        var messages = NetlinkMessage.decode(ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder()));
        assertThat(messages).hasSizeLessThanOrEqualTo(datagram.length / NetlinkMessage.HEADER_SIZE);
        for (var message : messages) {
            message.event();
            message.errno();
            assertThat(message.explanation().orElse("")).hasSizeLessThanOrEqualTo(datagram.length);
        }
    }
}
