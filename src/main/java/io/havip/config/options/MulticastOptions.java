package io.havip.config.options;

import io.havip.gateway.settings.Transport;
import java.net.InetAddress;
import java.util.Optional;

/** Advertisements to a group. */
public final class MulticastOptions {
    private MulticastOptions() {}

    public static final Option<InetAddress> SOURCE = Option.of("source", Type.address(), "The source address.")
            .otherwise("the interface's primary or link-local address")
            .keepalived("mcast_src_ip")
            .variables("HAVIP_SOURCE");
    public static final Option<InetAddress> GROUP = Option.of(
                    "group",
                    Type.address(),
                    "The group, of the addresses' family; of IPv6 one of the link. The same on all routers. Without"
                            + " addresses, peers and source it decides about the family.")
            .otherwise(
                    "`224.0.0.18` or `ff02::12`",
                    multicast -> Optional.of(
                            InstanceOptions.family(multicast.parent()).multicastGroup()))
            .keepalived("mcast_dst_ip")
            .also("vrrp_mcast_group4", "vrrp_mcast_group6");
    public static final Option<Boolean> TRACK_SOURCE = Option.of(
                    "track-source",
                    Type.flag(),
                    "Whether a `source` that this host does not have gives up the role. `false` sends from it all"
                            + " the same.")
            .standard(true)
            .keepalivedStandard(false)
            .keepalived("track_src_ip");

    public static final Section SECTION = Section.of("multicast", SOURCE, GROUP, TRACK_SOURCE);

    static Transport transport(Settings multicast) {
        return new Transport.Multicast(multicast.find(SOURCE), multicast.get(GROUP));
    }
}
