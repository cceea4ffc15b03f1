package io.havip.config.options;

import io.havip.config.options.Type.Items;
import io.havip.config.text.Located;
import io.havip.gateway.settings.ExchangeSettings.HopLimitRange;
import io.havip.gateway.settings.Transport;
import java.net.InetAddress;
import java.util.List;

/** Advertisements to listed peers. */
public final class UnicastOptions {
    private UnicastOptions() {}

    public static final Option<InetAddress> SOURCE = Option.of("source", Type.address(), "The source address.")
            .otherwise("the interface's primary address")
            .keepalived("unicast_src_ip")
            .variables("HAVIP_SOURCE");
    public static final Option<List<Located<InetAddress>>> PEERS = Option.required(
                    "peers",
                    new Items<>(Type.address()),
                    "The other routers, at least one, not this one.",
                    "list the other routers: peers: [192.0.2.2]")
            .akin("unicast_peer")
            .variables("HAVIP_PEERS", "KEEPALIVED_UNICAST_PEERS");
    public static final Option<Integer> HOP_LIMIT = Option.of(
                    "hop-limit",
                    Type.integer(1, 255),
                    "The TTL or hop limit that advertisements leave with. Other than 255 needs peers that accept"
                            + " it.")
            .standard(255)
            .keepalived("unicast_ttl");
    public static final Option<Boolean> CHECK_SOURCE = Option.of(
                    "check-source", Type.flag(), "Whether advertisements from others than the peers are discarded.")
            .standard(true)
            .keepalivedStandard(false)
            .keepalived("check_unicast_src");
    public static final Option<Integer> MIN_HOP_LIMIT = Option.of(
                    "min-hop-limit",
                    Type.integer(0, 255),
                    "The lowest TTL or hop limit that is accepted. 255: only from the same link.")
            .standard(0)
            .akin("min_ttl");
    public static final Option<Integer> MAX_HOP_LIMIT = Option.of("max-hop-limit", Type.integer(0, 255), "The highest.")
            .standard(255)
            .akin("max_ttl");

    public static final Section SECTION =
            Section.of("unicast", SOURCE, PEERS, HOP_LIMIT, CHECK_SOURCE, MIN_HOP_LIMIT, MAX_HOP_LIMIT);

    static Transport transport(Settings unicast) {
        return new Transport.Unicast(unicast.find(SOURCE), unicast.items(PEERS), unicast.get(HOP_LIMIT));
    }

    static HopLimitRange hopLimits(Settings unicast) {
        return new HopLimitRange(unicast.get(MIN_HOP_LIMIT), unicast.get(MAX_HOP_LIMIT));
    }
}
