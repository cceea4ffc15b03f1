package io.havip.config.keepalived;

import io.havip.announce.AnnouncementSettings;
import io.havip.config.draft.InstanceDraft;
import io.havip.config.draft.VirtualMacs;
import io.havip.config.routing.RoutingWords;
import io.havip.config.text.Durations;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.gateway.settings.Transport;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.vrrp.Family;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.wire.ChecksumForm;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@code vrrp_instance}, with keepalived's defaults. */
final class InstanceReader {
    private static final int DEFAULT_PRIORITY = 100;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final String MASTER = "MASTER";
    private static final List<String> STATES = List.of(MASTER, "BACKUP");

    private final Problems problems;
    private final Scalars scalars;
    private final RoutingWords routing;
    private final Globals globals;
    private final TrackReader trackReader;
    private final SyncGroups groups;
    private final TrackGroups trackGroups;
    private final VirtualMacs virtualMacs;

    InstanceReader(
            Problems problems, Globals globals, TrackReader trackReader, SyncGroups groups, TrackGroups trackGroups) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
        this.routing = new RoutingWords(problems);
        this.globals = globals;
        this.trackReader = trackReader;
        this.groups = groups;
        this.trackGroups = trackGroups;
        this.virtualMacs = new VirtualMacs(globals.virtualMacPrefix(), globals.virtualMacAddressPrefix());
    }

    InstanceDraft read(Located<String> name, Statement statement, Block block) {
        var interfaceName =
                block.text("interface").flatMap(scalars::interfaceName).or(globals::defaultInterface);
        if (globals.defaultInterface().isEmpty()) {
            block.required("interface", interfaceName, "say where advertisements are sent: interface eth0");
        }
        var vrid = block.required(
                "virtual_router_id",
                block.integer("virtual_router_id", Range.VRID),
                "give the group's number: virtual_router_id 1..255");
        var peers = new PeerReader(problems).read(block);
        var strict = StrictMode.read(block, globals, problems);
        String base = interfaceName.map(Located::value).orElse("");
        var bound = new VirtualMacReader(virtualMacs, problems)
                .read(
                        block,
                        base,
                        vrid.map(Located::value).orElse(0),
                        new AddressReader(problems).read(block, base),
                        strict,
                        !peers.addresses().isEmpty());
        List<Located<VirtualAddress>> addresses = distinct(bound.addresses());
        var version = version(block, addresses);
        var interval = interval(block, version.value());
        var source = source(block, peers);
        var group = groups.of(name.value());
        var tracked = Stream.concat(Stream.of(block), group.stream().map(SyncGroups.Membership::block))
                .toList();
        boolean tracksInterface = !block.flag("dont_track_primary");
        var tracks = trackReader.read(statement, block, group).without(base, tracksInterface, problems);
        boolean master = master(block);
        var priority = priority(block, master);
        return new InstanceDraft(
                name,
                interfaceName,
                version,
                vrid,
                priority,
                interval,
                preempt(block, master),
                preemptDelay(block, master, strict),
                Globals.activeDownIntervals(block, "").orElse(globals.activeDownIntervals()),
                Globals.answersLower(block, "").orElse(globals.answersLower()) && !strict.on(),
                strict.ignoresOthers(block, priority.value()),
                source,
                block.address("mcast_dst_ip").or(ipv6(addresses) ? globals::group6 : globals::group4),
                others(peers.addresses(), source),
                block.integer("unicast_ttl", Range.SENT_HOP_LIMIT)
                        .map(Located::value)
                        .orElse(Transport.Unicast.HOP_LIMIT),
                block.flag("check_unicast_src") || globals.checkUnicastSource() || peers.checkSource(),
                peers.hopLimits(),
                strict.reset(password(block), "authentication"),
                new HmacReader(problems).read(block, interval.value()),
                checksum(block),
                addresses,
                bound.macs(),
                strict.accepts(block, version.value(), priority.value()),
                routing.routing(lines(block, "virtual_routes"), lines(block, "virtual_rules")),
                announcements(block, !bound.macs().isEmpty()),
                tracksInterface,
                tracks.interfaces(),
                tracks.haproxy(),
                Stream.concat(tracks.health().stream(), trackGroups.of(name.value()).stream())
                        .toList(),
                group.map(SyncGroups.Membership::name),
                new NotifyReader(problems, globals.scriptUser()).read(block),
                tellsPriority(tracked));
    }

    /** The instance's own word counts, else its group's, else the global one. */
    private boolean tellsPriority(List<Block> instanceAndGroup) {
        String name = "notify_priority_changes";
        return instanceAndGroup.stream()
                .filter(block -> block.has(name))
                .findFirst()
                .map(block -> block.flag(name))
                .orElse(globals.tellsPriority());
    }

    private AnnouncementSettings announcements(Block block, boolean virtualMac) {
        var extra = ExtraAnnouncements.read(block, "garp_extra_if", problems)
                .or(() -> ExtraAnnouncements.read(block, "vmac_garp_intvl", problems));
        extra.ifPresent(given -> given.reportIfVain(virtualMac, problems));
        var announcements = Globals.announcements(block, "", globals.announcements());
        return extra.or(globals::extraAnnouncements)
                .filter(given -> given.all() || virtualMac)
                .map(given -> given.refine(announcements))
                .orElse(announcements);
    }

    /** {@code old_unicast_checksum} alone sends the old one; with {@code never} keepalived does not even hear it. */
    private ChecksumForm checksum(Block block) {
        var old = block.counting("old_unicast_checksum");
        old.ifPresent(statement -> block.refuseAfter(1, statement));
        var word = old.flatMap(statement -> statement.arguments().stream().findFirst());
        word.filter(text -> !text.text().equals("never"))
                .ifPresent(text -> scalars.refuse(
                        new Located<>(text.text(), block.within(text, "old_unicast_checksum")),
                        "is not 'never'",
                        "write never, or nothing for the old checksum"));
        String messageOnly = "v3_checksum_as_v2";
        if (block.has(messageOnly) ? block.flag(messageOnly) : globals.messageOnlyChecksum()) {
            return ChecksumForm.MESSAGE_ONLY;
        }
        return old.isPresent() && word.isEmpty() ? ChecksumForm.MULTICAST_PSEUDO_HEADER : ChecksumForm.PSEUDO_HEADER;
    }

    /** Without one, a {@code MASTER} owns the addresses, in keepalived too. */
    private Located<Integer> priority(Block block, boolean master) {
        if (master && !block.has("priority")) {
            problems.notice(
                    block.place(),
                    "state MASTER without a priority is priority 255, the owner of the addresses, as in keepalived; "
                            + "give each router its priority");
        }
        int standard = master ? VirtualRouterSettings.OWNER_PRIORITY : DEFAULT_PRIORITY;
        return block.integer("priority", Range.PRIORITY).orElse(new Located<>(standard, block.place()));
    }

    /** Version 2 counts in whole seconds; keepalived rounds what is none. */
    private Located<Long> interval(Block block, Version version) {
        var interval = block.secondsNanos("advert_int", Range.ADVERTISEMENT_NANOS)
                .orElse(new Located<>(SECOND_NANOS, block.place()));
        if (version == Version.V3 || interval.value() % SECOND_NANOS == 0) {
            return interval;
        }
        long rounded = Math.max(1, (interval.value() + SECOND_NANOS / 2) / SECOND_NANOS) * SECOND_NANOS;
        problems.notice(
                interval.place(),
                "version 2 counts in whole seconds: rounded to " + Durations.show(rounded)
                        + ", as keepalived does; for less, set version 3 on all routers");
        return interval.map(_ -> rounded);
    }

    private List<Located<VirtualAddress>> distinct(List<Located<VirtualAddress>> addresses) {
        var seen = new HashSet<InetAddress>();
        return addresses.stream()
                .filter(address -> {
                    boolean first = seen.add(address.value().address());
                    if (!first) {
                        problems.notice(address.place(), "listed before: left out, as the kernel does");
                    }
                    return first;
                })
                .toList();
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

    /** The words of each line of a list. */
    static List<List<Located<String>>> lines(Block block, String name) {
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

    /** {@code MASTER} counts, wherever it stands; what keepalived does not know is {@code BACKUP} to it. */
    private boolean master(Block block) {
        List<Located<String>> states = block.all("state").stream()
                .flatMap(statement -> block.argument(statement, "write MASTER or BACKUP").stream())
                .toList();
        boolean master = states.stream().anyMatch(state -> state.value().equals(MASTER));
        for (var state : states) {
            if (!STATES.contains(state.value())) {
                problems.notice(state.place(), "'" + state.value() + "' is no state: BACKUP, as in keepalived");
            } else if (master && !state.value().equals(MASTER)) {
                problems.notice(state.place(), "left out, as in keepalived: of several states MASTER counts");
            }
        }
        return master;
    }

    private Located<Boolean> preempt(Block block, boolean master) {
        Optional<Statement> refused = block.counting("nopreempt");
        Optional<Statement> wanted = block.counting("preempt");
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

    private Located<Long> preemptDelay(Block block, boolean master, StrictMode strict) {
        var delay = strict.reset(block.secondsNanos("preempt_delay", Range.PREEMPT_DELAY_NANOS), "preempt_delay")
                .orElse(new Located<>(0L, block.place()));
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
                .ifPresent(word -> problems.error(
                        word.place(),
                        word.value().equals("AH")
                                ? "IPsec's authentication header is not spoken, only PASS"
                                : "only PASS is supported",
                        "set auth_type PASS, on all routers"));
        return password;
    }
}
