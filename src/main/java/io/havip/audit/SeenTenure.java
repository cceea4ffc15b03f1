package io.havip.audit;

import java.net.InetAddress;
import java.util.Optional;

/**
 * For how long a router advertised as Active.
 *
 * @param router the source address of its advertisements
 * @param priority in the first of them
 * @param first the first of them
 * @param last the last of them, or its release
 * @param takeover empty for the first router that was heard: it may have been active before
 */
public record SeenTenure(
        InetAddress router, int priority, PacketRef first, PacketRef last, Optional<Takeover> takeover, End end) {

    /** How it ended. */
    public enum End {
        /** With priority 0. */
        RELEASED,
        /** It was not heard any more. */
        SILENT,
        /** It heard a better one. */
        YIELDED,
        /** Not before the capture did. */
        CAPTURE_ENDED
    }

    public long nanos() {
        return last.atEpochNanos() - first.atEpochNanos();
    }
}
