package io.havip.config.options;

import static io.havip.config.text.Durations.SECOND;

import io.havip.announce.AnnouncementGroup;
import io.havip.config.options.Type.Items;
import io.havip.config.text.Located;
import java.util.List;

/** Interfaces whose announcements keep a distance. */
public final class AnnouncementGroupOptions {
    private AnnouncementGroupOptions() {}

    public static final Option<List<Located<String>>> INTERFACES = Option.required(
                    "interfaces",
                    new Items<>(Type.interfaceName()),
                    "The interfaces, by name.",
                    "list the interfaces that share a switch: interfaces: [eth0, eth1]")
            .akin("interfaces");
    public static final Option<Long> INTERVAL = Option.of(
                    "interval",
                    Type.duration(0, 10 * SECOND),
                    "Between two gratuitous ARPs. This or the next is needed.")
            .otherwise("that of the instance")
            .keepalived("garp_interval");
    public static final Option<Long> NEIGHBOUR_INTERVAL = Option.of(
                    "neighbour-interval", Type.duration(0, 10 * SECOND), "Between two neighbour advertisements.")
            .otherwise("that of the instance")
            .keepalived("gna_interval");

    public static final Section SECTION = Section.of("announcement-groups", INTERFACES, INTERVAL, NEIGHBOUR_INTERVAL);

    static AnnouncementGroup settings(Settings group) {
        return new AnnouncementGroup(group.items(INTERFACES), group.find(INTERVAL), group.find(NEIGHBOUR_INTERVAL));
    }
}
