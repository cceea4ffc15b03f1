package io.havip.announce;

/**
 * When and how often an address is announced; keepalived's {@code garp_*} options.
 *
 * @param by what tells the network
 * @param form which ARP form is sent (no effect on IPv6)
 * @param takeover on becoming Active ({@code garp_master_repeat}, {@code garp_master_delay})
 * @param refresh while Active
 * @param distance between two announcements
 * @param contested as {@code takeover}, when another router has claimed the role of this Active; without a repetition nothing
 *     at all ({@code garp_lower_prio_repeat}, {@code garp_lower_prio_delay})
 */
public record AnnouncementSettings(
        AnnouncedBy by, ArpForm form, Rounds takeover, Refresh refresh, Distance distance, Rounds contested) {

    /**
     * One round or two.
     *
     * @param repeat frames per address at once
     * @param delayNanos until the second round; 0 for no second round
     */
    public record Rounds(int repeat, long delayNanos) {}

    /**
     * What is sent again and again.
     *
     * @param everyNanos between refreshes; 0 for none ({@code garp_master_refresh})
     * @param repeat frames per address at each ({@code garp_master_refresh_repeat})
     */
    public record Refresh(long everyNanos, int repeat) {}

    /**
     * Between two announcements on one interface, whoever sent the former; 0 for none.
     *
     * @param arpNanos between gratuitous ARPs ({@code vrrp_garp_interval})
     * @param neighbourNanos between neighbour advertisements ({@code vrrp_gna_interval})
     */
    public record Distance(long arpNanos, long neighbourNanos) {}

    /** The schedule that follows another router's claim. */
    public AnnouncementSettings afterClaim() {
        return new AnnouncementSettings(by, form, contested, refresh, distance, contested);
    }

    /** The form of a gratuitous ARP (RFC 5227 section 3: the request form is the recommended one). */
    public enum ArpForm {
        /** Operation 1, as keepalived sends it. */
        REQUEST,
        /** Operation 2, for switches and hosts that learn from replies only. */
        REPLY,
        BOTH
    }
}
