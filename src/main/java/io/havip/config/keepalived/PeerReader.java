package io.havip.config.keepalived;

import io.havip.config.options.InstanceOptions;
import io.havip.config.options.MulticastOptions;
import io.havip.config.options.Settings;
import io.havip.config.options.UnicastOptions;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import io.havip.gateway.settings.ExchangeSettings.HopLimitRange;
import io.havip.vrrp.Family;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads whom advertisements go to: {@code unicast_peer}, or a multicast group. */
final class PeerReader {
    private final Problems problems;
    private final Globals globals;

    PeerReader(Globals globals, Problems problems) {
        this.globals = globals;
        this.problems = problems;
    }

    private record Peer(Optional<Located<InetAddress>> address, Located<HopLimitRange> hopLimits) {}

    /** @param instance whose addresses have been read */
    void read(Block block, Settings instance) {
        boolean ipv6 = ipv6(block, instance);
        var written = block.entries("unicast_peer").stream()
                .map(entry -> peer(block, entry))
                .toList();
        if (written.isEmpty() && block.has("unicast_peer")) {
            problems.notice(
                    block.placeOf(block.all("unicast_peer").getFirst()),
                    "there is no peer: advertisements are multicast, as in keepalived; list the other routers, or"
                            + " remove the block");
        }
        var addresses =
                written.stream().flatMap(peer -> peer.address().stream()).toList();
        var unicast = instance.beneath(UnicastOptions.SECTION, block.place());
        block.read(unicast, "");
        var multicast = instance.beneath(MulticastOptions.SECTION, block.place());
        block.read(multicast, "");
        var source = source(block, unicast, multicast);
        var others = others(addresses, source);
        if (!others.isEmpty()) {
            source.ifPresent(from -> unicast.put(UnicastOptions.SOURCE, from));
            unicast.set(UnicastOptions.PEERS, others);
            received(unicast, hopLimits(written));
            instance.put(InstanceOptions.UNICAST, unicast.here());
            return;
        }
        block.counting("unicast_fault_no_peer")
                .ifPresent(statement -> problems.error(
                        block.placeOf(statement),
                        "there is no other router in unicast_peer: keepalived stays in FAULT",
                        "list the other routers in unicast_peer { }, or remove this for multicast"));
        source.ifPresent(from -> multicast.put(MulticastOptions.SOURCE, from));
        if (!multicast.isEmpty()) {
            instance.put(InstanceOptions.MULTICAST, multicast.here());
        }
        if (!multicast.has(MulticastOptions.GROUP)) {
            group(ipv6 && source.isEmpty(), block, instance)
                    .ifPresent(group -> instance.open(InstanceOptions.MULTICAST, block.place())
                            .put(MulticastOptions.GROUP, group));
        }
    }

    /** What {@code native_ipv6} says where no address does. */
    private boolean ipv6(Block block, Settings instance) {
        boolean wanted = block.flag("native_ipv6");
        boolean decided = InstanceOptions.advertised(instance).findAny().isPresent();
        if (wanted && decided) {
            block.counting("native_ipv6")
                    .ifPresent(statement ->
                            problems.notice(block.placeOf(statement), "without effect: the addresses decide"));
        }
        return wanted && !decided;
    }

    /** The one of its family, where that is not the usual one, or nothing else says which family that is. */
    private Optional<Located<InetAddress>> group(boolean ipv6, Block block, Settings instance) {
        if (ipv6) {
            var standard = new Located<>(Family.IPV6.multicastGroup(), block.place());
            return Optional.of(globals.groups().getOrDefault(Family.IPV6, standard));
        }
        return Optional.ofNullable(globals.groups().get(InstanceOptions.family(instance)));
    }

    /** What counts of what is received: sources are checked where that, or a range, is asked for. */
    private void received(Settings unicast, HopLimitRange hopLimits) {
        boolean ranged = !hopLimits.equals(HopLimitRange.ANY);
        if (ranged && hopLimits.min() <= hopLimits.max()) {
            unicast.set(UnicastOptions.MIN_HOP_LIMIT, hopLimits.min());
            unicast.set(UnicastOptions.MAX_HOP_LIMIT, hopLimits.max());
        }
        boolean told = Stream.of(unicast, globals.unicast())
                .flatMap(each -> each.written(UnicastOptions.CHECK_SOURCE).stream())
                .anyMatch(Located::value);
        if (told || ranged) {
            unicast.set(UnicastOptions.CHECK_SOURCE, true);
        }
    }

    private Peer peer(Block block, Statement entry) {
        var word = block.located(entry.keyword(), "unicast_peer");
        Block options = Block.options(entry, Scope.PEER, word.place(), problems);
        int min = options.read(UnicastOptions.MIN_HOP_LIMIT, "min_ttl")
                .map(Located::value)
                .orElse(HopLimitRange.ANY.min());
        int max = options.read(UnicastOptions.MAX_HOP_LIMIT, "max_ttl")
                .map(Located::value)
                .orElse(HopLimitRange.ANY.max());
        if (min > max) {
            problems.error(word.place(), "min_ttl is above max_ttl", "swap them");
        }
        return new Peer(new Scalars(problems).address(word), word.map(text -> new HopLimitRange(min, max)));
    }

    /** The same for all peers. */
    private HopLimitRange hopLimits(List<Peer> peers) {
        var first = peers.getFirst().hopLimits().value();
        peers.stream()
                .map(Peer::hopLimits)
                .filter(limits -> !limits.value().equals(first))
                .forEach(limits -> problems.error(
                        limits.place(),
                        "the accepted TTLs are the same for all peers of an instance",
                        "give each peer the same min_ttl and max_ttl"));
        return first;
    }

    /** keepalived keeps one source address, whichever of the two keywords gave it last. */
    private Optional<Located<InetAddress>> source(Block block, Settings unicastOptions, Settings multicastOptions) {
        var unicast = unicastOptions.written(UnicastOptions.SOURCE);
        var multicast = multicastOptions.written(MulticastOptions.SOURCE);
        if (unicast.isPresent() && !block.has("unicast_peer")) {
            problems.notice(
                    unicast.get().place(),
                    "there is no unicast_peer: advertisements are multicast from this address, as in keepalived");
        }
        if (unicast.isEmpty() || multicast.isEmpty()) {
            return unicast.or(() -> multicast);
        }
        var unicastStatement = block.counting("unicast_src_ip").orElseThrow();
        var multicastStatement = block.counting("mcast_src_ip").orElseThrow();
        boolean unicastLast = block.after(unicastStatement, multicastStatement);
        problems.notice(
                (unicastLast ? multicast : unicast).get().place(),
                "left out, as in keepalived: of unicast_src_ip and mcast_src_ip the last one counts");
        return unicastLast ? unicast : multicast;
    }

    /** A list that all routers share names each of them; keepalived ignores itself. */
    private List<Located<InetAddress>> others(List<Located<InetAddress>> peers, Optional<Located<InetAddress>> source) {
        var seen = new HashSet<InetAddress>();
        return peers.stream()
                .filter(peer -> {
                    boolean self = source.filter(own -> own.value().equals(peer.value()))
                            .isPresent();
                    boolean first = seen.add(peer.value());
                    if (self) {
                        problems.notice(peer.place(), "the own source address: left out");
                    } else if (!first) {
                        problems.notice(peer.place(), "listed before: left out");
                    }
                    return first && !self;
                })
                .toList();
    }
}
