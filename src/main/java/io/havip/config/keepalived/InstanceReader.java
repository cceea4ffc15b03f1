package io.havip.config.keepalived;

import io.havip.config.draft.InstanceDraft;
import io.havip.config.draft.Located;
import io.havip.config.draft.Place;
import io.havip.config.draft.Problems;
import io.havip.config.draft.Range;
import io.havip.config.draft.RoutingWords;
import io.havip.config.draft.Scalars;
import io.havip.config.draft.Suggestion;
import io.havip.gateway.VirtualAddress;
import io.havip.vrrp.Family;
import io.havip.vrrp.Version;
import io.havip.wire.ChecksumForm;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Reads {@code vrrp_instance}, with keepalived's defaults. */
final class InstanceReader {
    private static final int DEFAULT_PRIORITY = 100;
    private static final long DEFAULT_INTERVAL_NANOS = 1_000_000_000L;
    private static final List<String> STATES = List.of("MASTER", "BACKUP");

    private final Problems problems;
    private final Scalars scalars;
    private final Globals globals;
    private final TrackReader trackReader;

    InstanceReader(Problems problems, Globals globals, TrackReader trackReader) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
        this.globals = globals;
        this.trackReader = trackReader;
    }

    InstanceDraft read(Located<String> name, Block block) {
        Place place = block.place();
        var interfaceName =
                block.text("interface").flatMap(scalars::interfaceName).or(globals::defaultInterface);
        if (globals.defaultInterface().isEmpty()) {
            block.required("interface", interfaceName, "say where advertisements are sent: interface eth0");
        }
        var vrid = block.required(
                "virtual_router_id",
                block.integer("virtual_router_id", Range.VRID),
                "give the group's number: virtual_router_id 1..255");
        List<Located<VirtualAddress>> addresses = new AddressReader(problems)
                .read(block, interfaceName.map(Located::value).orElse(""));
        var peers = new PeerReader(problems).read(block);
        var health = trackReader.health(block);
        refuseOtherValues(block, addresses);
        boolean master = master(block);
        return new InstanceDraft(
                name,
                interfaceName,
                version(block, addresses),
                vrid,
                block.integer("priority", Range.PRIORITY).orElse(new Located<>(DEFAULT_PRIORITY, place)),
                block.secondsNanos("advert_int", Range.ADVERTISEMENT_NANOS)
                        .orElse(new Located<>(DEFAULT_INTERVAL_NANOS, place)),
                preempt(block, master),
                preemptDelay(block, master),
                source(block, peers),
                peers.addresses(),
                block.flag("check_unicast_src") || globals.checkUnicastSource() || peers.checkSource(),
                peers.hopLimits(),
                password(block),
                block.flag("v3_checksum_as_v2") ? ChecksumForm.MESSAGE_ONLY : ChecksumForm.PSEUDO_HEADER,
                addresses,
                new RoutingWords(problems)
                        .routing(lines(block, "virtual_routes"), lines(block, "virtual_rules")),
                Globals.announcements(block, "", globals.announcements()),
                trackReader.interfaces(block),
                health.haproxy(),
                health.followed());
    }

    private void refuseOtherValues(Block block, List<Located<VirtualAddress>> addresses) {
        block.flag("accept");
        if (block.flag("strict_mode")) {
            block.all("strict_mode").stream()
                    .limit(1)
                    .forEach(statement -> problems.error(
                            block.placeOf(statement),
                            "not supported: it makes keepalived drop traffic to the addresses",
                            "remove it, and filter with the system's firewall"));
        }
        String group = ipv6(addresses) ? "ff02::12" : "224.0.0.18";
        block.only("mcast_dst_ip", group, "the multicast groups are those of the RFC", "remove it, on all routers");
        block.only("unicast_ttl", "255", "advertisements leave with a TTL of 255", "remove it");
        Globals.refuseOtherTimer(block, "down_timer_adverts");
        Globals.refuseOnAllInterfaces(block, "garp_extra_if", problems);
        block.last("old_unicast_checksum")
                .filter(statement -> statement.arguments().stream()
                        .noneMatch(word -> word.text().equals("never")))
                .ifPresent(statement -> problems.error(
                        block.placeOf(statement),
                        "not supported: keepalived's checksum before 1.3.7 is not spoken",
                        "upgrade the peer and remove it"));
    }

    private static List<List<Located<String>>> lines(Block block, String name) {
        return block.entries(name).stream()
                .map(entry -> entry.words().stream()
                        .map(word -> new Located<>(word.text(), block.within(word, name)))
                        .toList())
                .toList();
    }

    private static boolean ipv6(List<Located<VirtualAddress>> addresses) {
        return addresses.stream()
                .map(Located::value)
                .filter(VirtualAddress::advertised)
                .anyMatch(address -> Family.of(address.address()) == Family.IPV6);
    }

    /** keepalived's default is version 2, except for IPv6, which version 2 does not have. */
    private Located<Version> version(Block block, List<Located<VirtualAddress>> addresses) {
        Version standard = ipv6(addresses) ? Version.V3 : globals.version().orElse(Version.V2);
        return Globals.version(block, "version", scalars).orElse(new Located<>(standard, block.place()));
    }

    private boolean master(Block block) {
        Optional<Located<String>> state = block.text("state");
        state.filter(word -> !STATES.contains(word.value()))
                .ifPresent(word -> scalars.refuse(word, "is not a state", Suggestion.mend(word.value(), STATES)));
        return state.filter(word -> word.value().equals("MASTER")).isPresent();
    }

    private Located<Boolean> preempt(Block block, boolean master) {
        Optional<Statement> refused = block.last("nopreempt");
        Optional<Statement> wanted = block.last("preempt");
        refused.ifPresent(statement -> block.refuseAfter(0, statement));
        wanted.ifPresent(statement -> block.refuseAfter(0, statement));
        boolean last =
                refused.isPresent() && wanted.stream().noneMatch(statement -> block.after(statement, refused.get()));
        if (last && master) {
            problems.notice(
                    block.placeOf(refused.get()),
                    "without effect with state MASTER, as in keepalived; set state BACKUP on both routers");
        }
        return new Located<>(!last || master, refused.map(block::placeOf).orElse(block.place()));
    }

    private Located<Long> preemptDelay(Block block, boolean master) {
        var delay =
                block.secondsNanos("preempt_delay", Range.PREEMPT_DELAY_NANOS).orElse(new Located<>(0L, block.place()));
        if (master && delay.value() > 0) {
            problems.notice(delay.place(), "without effect with state MASTER, as in keepalived; set state BACKUP");
            return delay.map(nanos -> 0L);
        }
        return delay;
    }

    /** keepalived keeps one source address, whichever of the two keywords gave it. */
    private Optional<Located<InetAddress>> source(Block block, PeerReader.Peers peers) {
        var unicast = block.address("unicast_src_ip");
        var multicast = block.address("mcast_src_ip");
        if (unicast.isPresent() && !block.has("unicast_peer")) {
            problems.notice(
                    unicast.get().place(),
                    "there is no unicast_peer: advertisements are multicast from this address, as in keepalived");
        }
        return peers.addresses().isEmpty() ? multicast.or(() -> unicast) : unicast.or(() -> multicast);
    }

    private Optional<Located<String>> password(Block block) {
        if (!block.has("authentication")) {
            return Optional.empty();
        }
        Block authentication = block.block("authentication", Section.AUTHENTICATION);
        if (authentication.isEmpty()) {
            problems.error(authentication.place(), "nothing is in it", "give auth_type PASS and auth_pass PASSWORD");
            return Optional.empty();
        }
        if (authentication.mentions("auth_hmac")) {
            return Optional.empty();
        }
        var type = authentication.required("auth_type", authentication.text("auth_type"), "add auth_type PASS");
        var password = authentication.required("auth_pass", authentication.text("auth_pass"), "add auth_pass PASSWORD");
        type.filter(word -> !word.value().equals("PASS"))
                .ifPresent(word ->
                        problems.error(word.place(), "only PASS is supported", "set auth_type PASS, on all routers"));
        return password;
    }
}
