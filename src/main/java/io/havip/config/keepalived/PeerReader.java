package io.havip.config.keepalived;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.gateway.settings.ExchangeSettings.HopLimitRange;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Reads {@code unicast_peer}. */
final class PeerReader {
    private final Problems problems;
    private final Scalars scalars;

    PeerReader(Problems problems) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
    }

    /**
     * @param hopLimits the same for all peers
     * @param checkSource whether a TTL range asks for known sources, as in keepalived
     */
    record Peers(List<Located<InetAddress>> addresses, HopLimitRange hopLimits, boolean checkSource) {}

    private record Peer(Optional<Located<InetAddress>> address, Located<HopLimitRange> hopLimits) {}

    Peers read(Block instance) {
        List<Peer> peers = instance.entries("unicast_peer").stream()
                .map(entry -> peer(instance, entry))
                .toList();
        if (peers.isEmpty() && instance.has("unicast_peer")) {
            problems.notice(
                    instance.placeOf(instance.all("unicast_peer").getFirst()),
                    "there is no peer: advertisements are multicast, as in keepalived; list the other routers, or"
                            + " remove the block");
        }
        HopLimitRange first = peers.isEmpty()
                ? HopLimitRange.ANY
                : peers.getFirst().hopLimits().value();
        peers.stream()
                .map(Peer::hopLimits)
                .filter(limits -> !limits.value().equals(first))
                .forEach(limits -> problems.error(
                        limits.place(),
                        "the accepted TTLs are the same for all peers of an instance",
                        "give each peer the same min_ttl and max_ttl"));
        return new Peers(
                peers.stream().map(Peer::address).flatMap(Optional::stream).toList(),
                first,
                !first.equals(HopLimitRange.ANY));
    }

    private Peer peer(Block instance, Statement entry) {
        var word = new Located<>(entry.keyword().text(), instance.within(entry.keyword(), "unicast_peer"));
        Block options = Block.options(entry, Section.PEER, word.place(), problems);
        int min =
                options.integer("min_ttl", Range.HOP_LIMIT).map(Located::value).orElse(HopLimitRange.ANY.min());
        int max =
                options.integer("max_ttl", Range.HOP_LIMIT).map(Located::value).orElse(HopLimitRange.ANY.max());
        if (min > max) {
            problems.error(word.place(), "min_ttl is above max_ttl", "swap them");
        }
        return new Peer(scalars.address(word), word.map(text -> new HopLimitRange(min, max)));
    }
}
