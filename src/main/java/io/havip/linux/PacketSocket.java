package io.havip.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/** Sends frames, and receives none: {@code packet(7)}. Takes CAP_NET_RAW. Never blocks. */
public final class PacketSocket extends Descriptor implements FrameSocket {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
    private static final int NO_PROTOCOL = 0;
    private static final int LARGEST_FRAME = 1514;

    private static final int HARDWARE_ADDRESS_LENGTH = 6;
    private static final int ETHERNET_TYPE = 12;

    private final SocketMessage outgoing;

    /** @throws ErrnoException with {@link Errno#EPERM} without CAP_NET_RAW */
    public PacketSocket() {
        super(Libc.check("socket(packet)", Libc.socket(AF_PACKET, SOCK_RAW_NONBLOCK_CLOEXEC, NO_PROTOCOL)));
        // struct sockaddr_ll: family, protocol, interface, hardware type, packet type, length and bytes of the hardware
        // address
        outgoing = new SocketMessage(20, LARGEST_FRAME, 0);
        outgoing.address().set(JAVA_SHORT, 0, (short) AF_PACKET);
        outgoing.address().set(JAVA_BYTE, 11, (byte) HARDWARE_ADDRESS_LENGTH);
    }

    @Override
    public void send(int interfaceIndex, byte[] frame) {
        outgoing.setPayload(frame);
        var address = outgoing.address();
        MemorySegment.copy(outgoing.payload(), ETHERNET_TYPE, address, 2, Short.BYTES);
        address.set(JAVA_INT, 4, interfaceIndex);
        MemorySegment.copy(outgoing.payload(), 0, address, 12, HARDWARE_ADDRESS_LENGTH);
        Libc.check("sendmsg(packet)", Libc.sendmsg(fd(), outgoing.header()));
    }
}
