package io.havip.linux;

import io.havip.linux.LinkLayer.Extent;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;

/** Sends Ethernet frames on an interface as they are. Takes CAP_NET_RAW and libpcap. */
public final class FrameSender implements AutoCloseable {

    /** Keeps the kernel from copying the interface's traffic to somebody who only sends. */
    private static final String NOTHING = "less 0";

    private final String interfaceName;
    private final PcapHandle handle;

    private FrameSender(String interfaceName, PcapHandle handle) {
        this.interfaceName = interfaceName;
        this.handle = handle;
    }

    /**
     * Opens an interface for sending.
     *
     * @throws LinkLayerException without libpcap, CAP_NET_RAW or the interface
     */
    public static FrameSender open(String interfaceName) {
        return new FrameSender(interfaceName, LinkLayer.open(interfaceName, NOTHING, Extent.NOTHING));
    }

    /**
     * Sends one frame.
     *
     * @param frame from its destination address on, without checksum
     * @throws LinkLayerException e.g. when the interface is down or has gone
     */
    public void send(byte[] frame) {
        try {
            handle.sendPacket(frame);
        } catch (PcapNativeException | NotOpenException e) {
            throw new LinkLayerException(interfaceName + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        handle.close();
    }
}
