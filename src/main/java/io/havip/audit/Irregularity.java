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
        LATE_TAKEOVER(
                "see what held the successor up: its load, the scheduling of its daemon; or whether it came up only then"),
        /** Two routers advertised as Active for longer than a change of roles takes. */
        TWO_OWNERS(
                "let each hear the other: protocol 112 through firewalls and security groups, multicast through switches or unicast"
                        + " peers instead, the same settings on both"),
        /** Two routers had been active, one gave way, and the other did not announce the addresses again. */
        SILENT_HEAL("have the active router repeat its announcements: garp_master_refresh, where it is keepalived"),
        /** Who became active did not announce an address. */
        NOT_ANNOUNCED(
                "see what keeps the router from announcing (garp_master_repeat, a firewall's rules for ARP or ICMPv6), and"
                        + " whether the capture was made where the announcements pass"),
        /** Advertisements come at another interval than they say, or one was missing. */
        INTERVAL(
                "see what holds the router up (its load, the scheduling of its daemon), and what loses frames on the way"),
        /** Two routers say different intervals. */
        INTERVALS_DIFFER("configure one advertisement interval on all routers of the VRID"),
        /** The active router fell silent, and nobody took over. */
        NO_OWNER("see whether another router runs, is healthy, and hears this one when it advertises");

        private final String mend;

        Kind(String mend) {
            this.mend = mend;
        }

        /** What to do about it, for people. */
        public String mend() {
            return mend;
        }
    }
}
