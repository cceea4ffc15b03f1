package io.havip.linux;

import com.google.common.base.Throwables;
import io.havip.linux.LinkLayer.Extent;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.RawPacketListener;

/**
 * Captures what an interface sends and receives, frame by frame as they pass, on a worker of its own, which goes on
 * whatever its listener throws. Takes CAP_NET_RAW and libpcap.
 */
public final class FrameCapture implements AutoCloseable {

    /** Is told what was captured, on the capture's thread. */
    public interface Listener {
        /**
         * A frame has passed.
         *
         * @param frame from its destination address on, as much of it as is captured
         * @param capturedAtEpochNanos the kernel's timestamp, since 1970
         */
        void onFrame(byte[] frame, long capturedAtEpochNanos);

        /** The capture has ended by itself, because the interface has gone. */
        void onFailure(LinkLayerException failure);
    }

    private static final int ENDLESS = -1;

    private final String interfaceName;
    private final PcapHandle handle;
    private final Listener listener;
    private final Workers.Worker worker;
    private volatile boolean closed;

    private FrameCapture(String interfaceName, PcapHandle handle, Listener listener, Workers workers) {
        this.interfaceName = interfaceName;
        this.handle = handle;
        this.listener = listener;
        this.worker = workers.start("capture-" + interfaceName, this::run);
    }

    /**
     * Starts to capture: what passes after this returns is seen.
     *
     * @param filter {@code pcap-filter(7)}, e.g. {@code arp or icmp6}
     * @param extent how much of each frame
     * @throws LinkLayerException without libpcap, CAP_NET_RAW or the interface, or when the filter is wrong
     * @throws ErrnoException as {@link Workers#start}
     */
    public static FrameCapture start(
            String interfaceName, String filter, Extent extent, Listener listener, Workers workers) {
        var handle = LinkLayer.open(interfaceName, filter, extent);
        try {
            return new FrameCapture(interfaceName, handle, listener, workers);
        } catch (ErrnoException noThread) {
            handle.close();
            throw noThread;
        }
    }

    /** How many frames the kernel had no room for, since the start: nobody read those before them in time. */
    public long lost() {
        try {
            return handle.getStats().getNumPacketsDropped();
        } catch (PcapNativeException | NotOpenException ended) {
            return 0;
        }
    }

    /** Ends the capture; afterwards the listener is not called any more. Not for the listener itself. */
    @Override
    public void close() {
        closed = true;
        breakLoop();
        try {
            worker.awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        handle.close();
    }

    /** One call for all frames: of one for each, the library keeps two objects, each with a cleaner, until they are collected. */
    private void run() {
        // Its being broken may have ended the loop whose listener has thrown.
        if (closed) {
            return;
        }
        var thrown = new AtomicReference<@Nullable Throwable>();
        RawPacketListener frames = frame -> {
            try {
                onFrame(frame);
            } catch (RuntimeException | Error e) {
                thrown.set(e);
                breakLoop();
            }
        };
        try {
            handle.loop(ENDLESS, frames);
        } catch (InterruptedException e) {
            // The loop was broken.
        } catch (PcapNativeException | NotOpenException e) {
            listener.onFailure(new LinkLayerException(interfaceName + ": " + e.getMessage(), e));
        }
        // No switch: that would be linked when the first capture ends, in the midst of a takeover.
        Optional.ofNullable(thrown.get()).ifPresent(Throwables::throwIfUnchecked);
    }

    private void onFrame(byte[] frame) {
        var capturedAt = handle.getTimestamp();
        long seconds = Math.floorDiv(capturedAt.getTime(), 1000L);
        listener.onFrame(frame, TimeUnit.SECONDS.toNanos(seconds) + capturedAt.getNanos());
    }

    private void breakLoop() {
        try {
            handle.breakLoop();
        } catch (NotOpenException closed) {
            // Then it ends by itself.
        }
    }
}
