package io.havip.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A socket to the kernel's {@code rtnetlink(7)}. Never blocks. */
final class NetlinkSocket extends Descriptor {

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
    private static final int NETLINK_ROUTE = 0;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;
    private static final int ADDRESS_SIZE = 12;
    private static final int ADDRESS_PORT_OFFSET = 4;
    private static final int ADDRESS_GROUPS_OFFSET = 8;
    private static final int MESSAGE_PORT_OFFSET = 12;
    // The kernel makes datagrams of at most 32 KiB for those who can take them.
    private static final int LARGEST_DATAGRAM = 1 << 16;

    private final MemorySegment incoming = Arena.ofAuto().allocate(LARGEST_DATAGRAM, 8);
    private final ByteBuffer incomingBytes = incoming.asByteBuffer().order(ByteOrder.nativeOrder());

    /** @param groups a mask of RTMGRP_*, 0 for none */
    NetlinkSocket(int groups) {
        super(Libc.check("socket(netlink)", Libc.socket(AF_NETLINK, SOCK_RAW_NONBLOCK_CLOEXEC, NETLINK_ROUTE)));
        try (var arena = Arena.ofConfined()) {
            set(SOL_NETLINK, NETLINK_CAP_ACK, 1);
            set(SOL_NETLINK, NETLINK_EXT_ACK, 1);
            if (Libc.setsockopt(fd(), SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES) < 0) {
                set(SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER_BYTES);
            }
            // struct sockaddr_nl: family, padding, port (the kernel chooses), groups
            var address = arena.allocate(ADDRESS_SIZE, 4);
            address.set(JAVA_SHORT, 0, (short) AF_NETLINK);
            address.set(JAVA_INT, ADDRESS_GROUPS_OFFSET, groups);
            Libc.check("bind(netlink)", Libc.bind(fd(), address));
        } catch (ErrnoException e) {
            close();
            throw e;
        }
    }

    /** What the kernel calls this socket: in notifications, whose request has made the change. */
    int port() {
        try (var arena = Arena.ofConfined()) {
            var address = arena.allocate(ADDRESS_SIZE, 4);
            Libc.check("getsockname(netlink)", Libc.getsockname(fd(), address));
            return address.get(JAVA_INT, ADDRESS_PORT_OFFSET);
        }
    }

    /** From now on, what the requests of another socket have changed is not heard of. */
    void ignore(int port) {
        // As the filter reads it.
        int networkOrder = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? port : Integer.reverseBytes(port);
        SocketFilter.attach(
                fd(),
                List.of(
                        SocketFilter.load(MESSAGE_PORT_OFFSET),
                        SocketFilter.skipUnless(networkOrder),
                        SocketFilter.DROP,
                        SocketFilter.TAKE));
    }

    void send(MemorySegment message) {
        Libc.check("write(netlink)", Libc.write(fd(), message));
    }

    /** Receives a datagram into {@link #datagram}; answers as the system call does. */
    int receive() {
        int length = Libc.read(fd(), incoming);
        incomingBytes.clear().limit(Math.max(0, length));
        return length;
    }

    /** The datagram of the last {@link #receive}, overwritten by the next. */
    ByteBuffer datagram() {
        return incomingBytes;
    }

    private void set(int level, int option, int value) {
        Libc.check("setsockopt(netlink)", Libc.setsockopt(fd(), level, option, value));
    }
}
