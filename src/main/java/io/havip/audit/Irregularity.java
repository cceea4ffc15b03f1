package io.havip.audit;

import java.util.List;

/**
 * Something that should not have been.
 *
 * @param sentence for people
 * @param packets that show it, the first one first; at least one
 */
public record Irregularity(Kind kind, VirtualRouterId router, String sentence, List<PacketRef> packets) {
    public Irregularity {
        packets = List.copyOf(packets);
    }

    /** What it is. */
    public enum Kind {
        /** A takeover came later than its bound allows. */
        LATE_TAKEOVER,
        /** Two routers advertised as Active for longer than a change of roles takes. */
        TWO_OWNERS,
        /** Two routers had been active, one gave way, and the other did not announce the addresses again. */
        SILENT_HEAL,
        /** Who became active did not announce an address. */
        NOT_ANNOUNCED,
        /** Advertisements come at another interval than they say, or one was missing. */
        INTERVAL,
        /** Two routers say different intervals. */
        INTERVALS_DIFFER,
        /** The active router fell silent, and nobody took over. */
        NO_OWNER
    }
}
