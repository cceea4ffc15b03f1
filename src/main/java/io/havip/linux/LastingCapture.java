package io.havip.linux;

import io.havip.linux.LinkLayer.Extent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A capture that outlasts its interface: one that is missing, or has gone, is captured on again as soon as it is there and somebody
 * looks. Callable from any thread but the capture's own.
 */
public final class LastingCapture implements AutoCloseable {
    private final String interfaceName;
    private final String filter;
    private final Extent extent;
    private final Frames frames;
    private final Workers workers;
    private @Nullable Opened opened;
    private long formerlyLost;

    /** Is told what was captured, on the capture's thread. */
    @FunctionalInterface
    public interface Frames {
        /** As {@link FrameCapture.Listener#onFrame}. */
        void onFrame(byte[] frame, long capturedAtEpochNanos);
    }

    /** The index tells whether it is still the interface of that name. */
    private record Opened(int interfaceIndex, FrameCapture capture, Ending ending) {}

    /** Nothing is captured before the first {@link #look}; parameters as of {@link FrameCapture#start}. */
    public LastingCapture(String interfaceName, String filter, Extent extent, Frames frames, Workers workers) {
        this.interfaceName = interfaceName;
        this.filter = filter;
        this.extent = extent;
        this.frames = frames;
        this.workers = workers;
    }

    /**
     * Sees to it that it captures. One that has another name now goes on without a word, and another one may have its name.
     *
     * @return why it does not, in words; empty where it does
     */
    public synchronized Optional<String> look() {
        var present = opened;
        if (present != null) {
            var failure = present.ending().failure;
            if (failure == null && present.interfaceIndex() == LinkLayer.index(interfaceName)) {
                return Optional.empty();
            }
            close();
            if (failure != null) {
                return Optional.of(String.valueOf(failure.getMessage()));
            }
        }
        return open();
    }

    private Optional<String> open() {
        int index = LinkLayer.index(interfaceName);
        var ending = new Ending();
        try {
            opened = new Opened(index, FrameCapture.start(interfaceName, filter, extent, ending, workers), ending);
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** How many frames the kernel had no room for, since the beginning. */
    public synchronized long lost() {
        return formerlyLost + (opened == null ? 0 : opened.capture().lost());
    }

    /** Until somebody looks again. */
    @Override
    public synchronized void close() {
        var ended = opened;
        if (ended != null) {
            formerlyLost += ended.capture().lost();
            opened = null;
            ended.capture().close();
        }
    }

    private final class Ending implements FrameCapture.Listener {
        /** Why it has ended by itself. */
        private volatile @Nullable LinkLayerException failure;

        @Override
        public void onFrame(byte[] frame, long capturedAtEpochNanos) {
            frames.onFrame(frame, capturedAtEpochNanos);
        }

        @Override
        public void onFailure(LinkLayerException why) {
            failure = why;
        }
    }
}
