package io.havip.linux;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** What advertisements of one family are sent and heard by on one interface. No call waits. */
public interface AdvertisementSocket extends AutoCloseable {
    /**
     * Hears a multicast group on the interface from now on. One that has been joined already is no error.
     *
     * @param group of this socket's family
     * @throws ErrnoException with {@link Errno#ENODEV} when the interface is gone
     */
    void join(InetAddress group);

    /** The next datagram, or null when there is none. One that repeats another may be that one. */
    @Nullable Datagram receive();

    /**
     * When the kernel received what was received last, on the clock of {@link System#nanoTime()}; never in the future. Undefined
     * before the first datagram.
     */
    long receivedAtNanos();

    /**
     * Sends one advertisement, its bytes unchanged.
     *
     * @param payload at most 8192 bytes
     * @param source an address of this host
     * @param destination a group or a peer
     * @param hopLimit 1..255
     * @throws ErrnoException with {@link Errno#ENETUNREACH}, {@link Errno#ENODEV} or (IPv6) {@link Errno#EINVAL} when the
     *     interface is down or has gone, or the source is not an address of this host
     */
    void send(byte[] payload, InetAddress source, InetAddress destination, int hopLimit);

    @Override
    void close();
}
