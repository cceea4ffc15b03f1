package io.havip.config.options;

import static io.havip.config.text.Durations.DAY;
import static io.havip.config.text.Durations.SECOND;

import io.havip.announce.AnnouncedBy;
import io.havip.announce.AnnouncementSettings;
import io.havip.announce.AnnouncementSettings.ArpForm;
import io.havip.announce.AnnouncementSettings.Distance;
import io.havip.announce.AnnouncementSettings.Refresh;
import io.havip.announce.AnnouncementSettings.Rounds;
import java.util.Optional;

/** How the network learns of a takeover. */
public final class AnnounceOptions {
    private AnnounceOptions() {}

    public static final Option<AnnouncedBy> BY = Option.of(
                    "by",
                    Type.choice(AnnouncedBy.class),
                    "What tells it: `arp`, which is gratuitous ARP and neighbour advertisements, calls of the cloud's `api`, or"
                            + " `both`. `announce: both` says it too.")
            .otherwise(
                    "`both` with a [`cloud`](#cloud), else `arp`",
                    announce -> Optional.of(
                            announce.root().has(GatewayOptions.CLOUD) ? AnnouncedBy.BOTH : AnnouncedBy.ARP));
    public static final Option<ArpForm> FORM =
            Option.of("form", Type.choice(ArpForm.class), "The ARP operation.").standard(ArpForm.REQUEST);
    public static final Option<Integer> REPEAT = Option.of(
                    "repeat", Type.integer(1, 100), "Frames per address at once.")
            .standard(5)
            .keepalived("garp_master_repeat");
    public static final Option<Long> DELAY = Option.of(
                    "delay", Type.duration(0, DAY), "Until the second round. `0s`: none.")
            .standard(5 * SECOND)
            .keepalived("garp_master_delay");
    public static final Option<Long> REFRESH = Option.of(
                    "refresh", Type.duration(0, DAY), "Between refreshes while active. `0s`: none.")
            .standard(0L)
            .keepalived("garp_master_refresh");
    public static final Option<Integer> REFRESH_REPEAT = Option.of(
                    "refresh-repeat", Type.integer(1, 100), "Frames per address at each refresh.")
            .standard(1)
            .keepalived("garp_master_refresh_repeat");
    public static final Option<Long> INTERVAL = Option.of(
                    "interval",
                    Type.duration(0, 10 * SECOND),
                    "Between two gratuitous ARPs on one interface, whichever instances they are of.")
            .standard(0L)
            .keepalived("vrrp_garp_interval");
    public static final Option<Long> NEIGHBOUR_INTERVAL = Option.of(
                    "neighbour-interval",
                    Type.duration(0, 10 * SECOND),
                    "Likewise between two neighbour advertisements.")
            .otherwise("as `interval`", announce -> announce.find(INTERVAL))
            .keepalivedStandard(0L)
            .keepalived("vrrp_gna_interval");
    public static final Option<Integer> CONTESTED_REPEAT = Option.of(
                    "contested-repeat",
                    Type.integer(0, 100),
                    "As `repeat`, when another router has claimed the role or an address of this active one; 0:"
                            + " nothing is sent then. At most once a second.")
            .otherwise("as `repeat`", announce -> announce.find(REPEAT))
            .keepalived("garp_lower_prio_repeat");
    public static final Option<Long> CONTESTED_DELAY = Option.of(
                    "contested-delay", Type.duration(0, DAY), "As `delay`, likewise.")
            .otherwise("as `delay`", announce -> announce.find(DELAY))
            .keepalived("garp_lower_prio_delay");

    public static final Section SECTION = Section.of(
            "announce",
            BY,
            FORM,
            REPEAT,
            DELAY,
            REFRESH,
            REFRESH_REPEAT,
            INTERVAL,
            NEIGHBOUR_INTERVAL,
            CONTESTED_REPEAT,
            CONTESTED_DELAY);

    public static AnnouncementSettings settings(Settings announce) {
        return new AnnouncementSettings(
                announce.get(BY),
                announce.get(FORM),
                new Rounds(announce.get(REPEAT), announce.get(DELAY)),
                new Refresh(announce.get(REFRESH), announce.get(REFRESH_REPEAT)),
                new Distance(announce.get(INTERVAL), announce.get(NEIGHBOUR_INTERVAL)),
                new Rounds(announce.get(CONTESTED_REPEAT), announce.get(CONTESTED_DELAY)));
    }
}
