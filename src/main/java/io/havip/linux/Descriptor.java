package io.havip.linux;

/** Owns one file descriptor. */
abstract sealed class Descriptor implements AutoCloseable
        permits Epoll, EventFd, ExclusiveName, NetlinkSocket, NotifySocket, PacketSocket, PidFd, TimerFd, VrrpSocket {

    private static final int CLOSED = -1;

    // Volatile because an EventFd is signalled by any thread: once closed, it meets EBADF and not another's descriptor.
    private volatile int fd;

    Descriptor(int fd) {
        this.fd = fd;
    }

    /** For {@link Epoll#add}; below zero once closed. */
    public final int fd() {
        return fd;
    }

    @Override
    public final void close() {
        int open = fd;
        fd = CLOSED;
        if (open != CLOSED) {
            Libc.close(open);
        }
    }
}
