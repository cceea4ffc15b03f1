package io.havip.announce;

/**
 * When and how often an address is announced; keepalived's {@code garp_*} options.
 *
 * @param form which ARP form is sent (no effect on IPv6)
 * @param repeat frames per address at once on becoming Active ({@code garp_master_repeat}, default 5)
 * @param delayNanos until the second round of {@code repeat} frames; 0 for no second round ({@code garp_master_delay},
 *     default 5 s)
 * @param refreshNanos between refreshes while Active; 0 for none ({@code garp_master_refresh}, default 0)
 * @param refreshRepeat frames per address at each refresh ({@code garp_master_refresh_repeat}, default 1)
 * @param intervalNanos between two gratuitous ARPs on one interface, whoever sent the former; 0 for none ({@code
 *     vrrp_garp_interval}, default 0)
 * @param neighbourIntervalNanos likewise between neighbour advertisements ({@code vrrp_gna_interval}, default 0)
 * @param contestedRepeat as {@code repeat}, when another router has claimed the role of this Active; 0 for nothing at all
 *     ({@code garp_lower_prio_repeat}, default {@code repeat})
 * @param contestedDelayNanos as {@code delayNanos}, likewise ({@code garp_lower_prio_delay}, default {@code delayNanos})
 */
public record AnnouncementSettings(
        ArpForm form,
        int repeat,
        long delayNanos,
        long refreshNanos,
        int refreshRepeat,
        long intervalNanos,
        long neighbourIntervalNanos,
        int contestedRepeat,
        long contestedDelayNanos) {

    public static final AnnouncementSettings DEFAULT =
            new AnnouncementSettings(ArpForm.REQUEST, 5, 5_000_000_000L, 0, 1, 0, 0, 5, 5_000_000_000L);

    /** The schedule that follows another router's claim. */
    public AnnouncementSettings contested() {
        return new AnnouncementSettings(
                form,
                contestedRepeat,
                contestedDelayNanos,
                refreshNanos,
                refreshRepeat,
                intervalNanos,
                neighbourIntervalNanos,
                contestedRepeat,
                contestedDelayNanos);
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
