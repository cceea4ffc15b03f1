package io.havip.linux;

import java.io.EOFException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;

/**
 * Captures what an interface sends and receives, frame by frame as they pass, on a daemon thread of its own. Takes
 * CAP_NET_RAW and libpcap.
 */
public final class FrameCapture implements AutoCloseable {

    /** Is told what was captured, on the capture's thread. */
    public interface Listener {
        /**
         * A frame has passed.
         *
         * @param frame from its destination address on, cut after 4,608 bytes
         * @param capturedAtEpochNanos the kernel's timestamp, since 1970
         */
        void onFrame(byte[] frame, long capturedAtEpochNanos);

        /** The capture has ended by itself, because the interface has gone, or this listener has thrown something. */
        void onFailure(LinkLayerException failure);
    }

    private final String interfaceName;
    private final PcapHandle handle;
    private final Listener listener;
    private final Thread thread;

    private FrameCapture(String interfaceName, PcapHandle handle, Listener listener) {
        this.interfaceName = interfaceName;
        this.handle = handle;
        this.listener = listener;
        this.thread =
                Thread.ofPlatform().daemon().name("capture-" + interfaceName).unstarted(this::run);
    }

    /**
     * Starts to capture: what passes after this returns is seen.
     *
     * @param filter {@code pcap-filter(7)}, e.g. {@code arp or icmp6}
     * @throws LinkLayerException without libpcap, CAP_NET_RAW or the interface, or when the filter is wrong
     */
    public static FrameCapture start(String interfaceName, String filter, Listener listener) {
        var capture = new FrameCapture(interfaceName, LinkLayer.open(interfaceName, filter), listener);
        capture.thread.start();
        return capture;
    }

    /** Ends the capture; afterwards the listener is not called any more. Not for the listener itself. */
    @Override
    public void close() {
        try {
            handle.breakLoop();
            thread.join();
        } catch (NotOpenException e) {
            // Closed before.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        handle.close();
    }

    private void run() {
        try {
            while (true) {
                captureNext();
            }
        } catch (EOFException e) {
            // close() has broken the loop.
        } catch (PcapNativeException | NotOpenException | RuntimeException e) {
            listener.onFailure(new LinkLayerException(interfaceName + ": " + e.getMessage(), e));
        }
    }

    private void captureNext() throws PcapNativeException, NotOpenException, EOFException {
        try {
            byte[] frame = handle.getNextRawPacketEx();
            var capturedAt = handle.getTimestamp();
            long seconds = Math.floorDiv(capturedAt.getTime(), 1000L);
            listener.onFrame(frame, TimeUnit.SECONDS.toNanos(seconds) + capturedAt.getNanos());
        } catch (TimeoutException e) {
            // Nothing passed.
        }
    }
}
