package io.havip.linux;

import java.util.function.Consumer;

/**
 * Hears of every change of links and addresses but an own renewal: the multicast groups of {@code rtnetlink(7)}. Never blocks.
 */
public final class NetlinkMonitor implements AutoCloseable {

    private static final int RTMGRP_LINK = 0x1;
    private static final int RTMGRP_IPV4_IFADDR = 0x10;
    private static final int RTMGRP_IPV6_IFADDR = 0x100;

    private final NetlinkSocket socket = new NetlinkSocket(RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR);

    /**
     * @param own whose {@linkplain Rtnetlink#renewAddress renewals} are not heard of, as far as the kernel tells whose they are: it does
     *     with IPv4
     */
    public NetlinkMonitor(Rtnetlink own) {
        try {
            socket.ignore(own.renewalsPort());
        } catch (ErrnoException e) {
            socket.close();
            throw e;
        }
    }

    /** For {@link Epoll#add}; readable when there are changes. */
    public int fd() {
        return socket.fd();
    }

    /** Hands over every change that has happened since the last call. */
    public void drain(Consumer<NetlinkEvent> events) {
        int length;
        while ((length = socket.receive()) != -Errno.EAGAIN) {
            if (length < 0) {
                events.accept(new NetlinkEvent.Overrun());
                if (length == -Errno.ENOBUFS) {
                    continue;
                }
                return;
            }
            for (var message : NetlinkMessage.decode(socket.datagram())) {
                message.event().ifPresent(events);
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
