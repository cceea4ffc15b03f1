package io.havip.linux;

/** What Ethernet frames are sent by as they are, on any interface. No call waits. For one thread. */
public interface FrameSocket extends AutoCloseable {
    /**
     * Sends one frame.
     *
     * @param interfaceIndex as in {@link Link#index()}
     * @param frame from its destination address on, without checksum
     * @throws ErrnoException with {@link Errno#EAGAIN} or {@link Errno#ENOBUFS} where there is no room for it now, {@link
     *     Errno#ENETDOWN} where the interface is down, {@link Errno#ENXIO} where it has gone
     */
    void send(int interfaceIndex, byte[] frame);

    @Override
    void close();
}
