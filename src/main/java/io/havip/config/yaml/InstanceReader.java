package io.havip.config.yaml;

import io.havip.announce.AnnouncementSettings;
import io.havip.announce.AnnouncementSettings.ArpForm;
import io.havip.config.GatewayConfig;
import io.havip.config.draft.InstanceDraft;
import io.havip.config.draft.VirtualMacs;
import io.havip.config.draft.VirtualMacs.Wish;
import io.havip.config.draft.VirtualMacs.Written;
import io.havip.config.routing.RoutingWords;
import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.config.text.Suggestion;
import io.havip.gateway.settings.InstanceSettings.HopLimitRange;
import io.havip.gateway.settings.TrackGroup;
import io.havip.gateway.settings.Transport;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.health.Tracking;
import io.havip.linux.AddressFlag;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.wire.ChecksumForm;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads one of {@code instances}. */
final class InstanceReader {
    private static final Version DEFAULT_VERSION = Version.V3;
    private static final int DEFAULT_PRIORITY = 100;
    private static final long DEFAULT_INTERVAL_NANOS = 1_000_000_000L;

    private final Problems problems;
    private final Scalars scalars;
    private final RoutingWords routingWords;
    private final boolean haproxyConfigured;
    private final VirtualMacs virtualMacs = new VirtualMacs(VirtualMacs.PREFIX, VirtualMacs.PREFIX);

    InstanceReader(Problems problems, boolean haproxyConfigured) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
        this.routingWords = new RoutingWords(problems);
        this.haproxyConfigured = haproxyConfigured;
    }

    private record Unicast(
            Optional<Located<InetAddress>> source,
            List<Located<InetAddress>> peers,
            int hopLimit,
            boolean checkSource,
            HopLimitRange hopLimits) {}

    private record Multicast(Optional<Located<InetAddress>> source, Optional<Located<InetAddress>> group) {}

    private record OwnMac(Wish wish, boolean advertises) {}

    private record Tracked(
            List<Located<Tracking>> interfaces, Optional<Located<Tracking>> haproxy, List<Located<Tracking>> health) {}

    /** Empty without a name, since nothing else could be told apart. */
    Optional<InstanceDraft> read(YamlMapping mapping) {
        var name = mapping.required("name", mapping::text, "name the instance: name: NAME");
        var interfaceName = mapping.required(
                "interface",
                key -> mapping.text(key).flatMap(scalars::interfaceName),
                "say where advertisements are sent: interface: eth0");
        var version = mapping.choice("version", Map.of("2", Version.V2, "3", Version.V3));
        var vrid = mapping.required(
                "vrid", key -> mapping.integer(key, Range.VRID), "give the group's number: vrid: 1..255");
        var priority = mapping.integer("priority", Range.PRIORITY);
        var interval = mapping.durationNanos("advertisement-interval", Range.ADVERTISEMENT_NANOS);
        var preempt = mapping.flag("preempt");
        var preemptDelay = mapping.durationNanos("preempt-delay", Range.PREEMPT_DELAY_NANOS);
        Optional<Unicast> unicast = mapping.mapping("unicast").map(this::unicast);
        var activeDownIntervals = mapping.integer("active-down-intervals", Range.ACTIVE_DOWN_INTERVALS);
        var answersLower = mapping.flag("answer-lower");
        var ignoresOthers = mapping.flag("ignore-others");
        Optional<Multicast> multicast = mapping.mapping("multicast").map(InstanceReader::multicast);
        if (mapping.has("unicast") && mapping.has("multicast")) {
            problems.error(
                    mapping.placeOf("multicast"),
                    "advertisements are either unicast or multicast",
                    "remove unicast or multicast");
        }
        var secrets = mapping.mapping("authentication")
                .map(asked -> secrets(asked, interval.map(Located::value).orElse(DEFAULT_INTERVAL_NANOS)));
        var checksum = mapping.choice(
                "checksum",
                Map.of(
                        "pseudo-header", ChecksumForm.PSEUDO_HEADER,
                        "message-only", ChecksumForm.MESSAGE_ONLY,
                        "multicast-pseudo-header", ChecksumForm.MULTICAST_PSEUDO_HEADER));
        String boundTo = interfaceName.map(Located::value).orElse("");
        var written = mapping.required(
                "addresses",
                key -> Optional.of(mapping.items(key, (node, path) -> address(mapping, node, path, boundTo))),
                "list what moves with the role: addresses: [192.0.2.1/24]");
        var virtualMac = mapping.mapping("virtual-mac").map(this::virtualMac);
        var bound = virtualMacs.bind(
                boundTo,
                vrid.map(Located::value).orElse(0),
                advertisedFirst(written.orElse(List.of())),
                virtualMac.map(OwnMac::wish),
                virtualMac.map(OwnMac::advertises).orElse(false));
        var accept = mapping.flag("accept");
        var routing = routingWords.routing(lines(mapping, "routes"), lines(mapping, "rules"));
        var announcements = mapping.mapping("announce").map(this::announcements).orElse(AnnouncementSettings.DEFAULT);
        Place place = mapping.place();
        Tracked tracked = mapping.mapping("track")
                .map(this::tracked)
                .orElseGet(() -> new Tracked(List.of(), followedByDefault(place), List.of()));
        var tracksInterface = mapping.flag("track-own-interface");
        var syncGroup = mapping.text("sync-group");
        var notifyScripts =
                mapping.mapping("notify").map(InstanceReader::notifyScripts).orElse(Map.of());
        var tellsPriority = mapping.flag("notify-priority");
        mapping.refuseOthers();

        return name.map(label -> new InstanceDraft(
                label,
                interfaceName,
                version.orElse(new Located<>(DEFAULT_VERSION, label.place())),
                vrid,
                priority.orElse(new Located<>(DEFAULT_PRIORITY, label.place())),
                interval.orElse(new Located<>(DEFAULT_INTERVAL_NANOS, label.place())),
                preempt.orElse(new Located<>(true, label.place())),
                preemptDelay.orElse(new Located<>(0L, label.place())),
                activeDownIntervals.map(Located::value).orElse(VirtualRouterSettings.ACTIVE_DOWN_INTERVALS),
                answersLower.map(Located::value).orElse(true),
                ignoresOthers.orElse(new Located<>(false, label.place())),
                unicast.flatMap(Unicast::source).or(() -> multicast.flatMap(Multicast::source)),
                multicast.flatMap(Multicast::group),
                unicast.map(Unicast::peers).orElse(List.of()),
                unicast.map(Unicast::hopLimit).orElse(Transport.Unicast.HOP_LIMIT),
                unicast.map(Unicast::checkSource).orElse(false),
                unicast.map(Unicast::hopLimits).orElse(HopLimitRange.ANY),
                secrets.flatMap(Secrets::password),
                secrets.flatMap(Secrets::hmac),
                checksum.map(Located::value).orElse(ChecksumForm.PSEUDO_HEADER),
                bound.addresses(),
                bound.macs(),
                accept.map(Located::value).orElse(true),
                routing,
                announcements,
                tracksInterface.map(Located::value).orElse(true),
                tracked.interfaces(),
                tracked.haproxy(),
                tracked.health(),
                syncGroup,
                notifyScripts,
                tellsPriority.map(Located::value).orElse(false)));
    }

    /** {@code notify}, of an instance or of a sync group. */
    static Map<Occasion, Located<NotifyScript>> notifyScripts(YamlMapping mapping) {
        var scripts = new EnumMap<Occasion, Located<NotifyScript>>(Occasion.class);
        for (var occasion : Occasion.values()) {
            mapping.mapping(occasion.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .flatMap(ProgramReader::script)
                    .ifPresent(script -> scripts.put(occasion, script));
        }
        mapping.refuseOthers();
        return scripts;
    }

    /** The words of each line of a list. */
    static List<List<Located<String>>> lines(YamlMapping mapping, String key) {
        return mapping.texts(key).stream()
                .filter(line -> !line.value().isBlank())
                .map(line -> Arrays.stream(line.value().strip().split("\\s+"))
                        .map(line::with)
                        .toList())
                .toList();
    }

    private Unicast unicast(YamlMapping mapping) {
        var source = mapping.address("source");
        var peers = mapping.required(
                "peers",
                key -> Optional.of(mapping.items(
                        key, (node, path) -> mapping.text(node, path).flatMap(scalars::address))),
                "list the other routers: peers: [192.0.2.2]");
        int hopLimit = mapping.integer("hop-limit", Range.SENT_HOP_LIMIT)
                .map(Located::value)
                .orElse(Transport.Unicast.HOP_LIMIT);
        boolean checkSource = mapping.flag("check-source").map(Located::value).orElse(true);
        int minHopLimit = mapping.integer("min-hop-limit", Range.HOP_LIMIT)
                .map(Located::value)
                .orElse(HopLimitRange.ANY.min());
        int maxHopLimit = mapping.integer("max-hop-limit", Range.HOP_LIMIT)
                .map(Located::value)
                .orElse(HopLimitRange.ANY.max());
        if (minHopLimit > maxHopLimit) {
            problems.error(mapping.placeOf("min-hop-limit"), "it is above max-hop-limit", "swap them");
        }
        mapping.refuseOthers();
        return new Unicast(
                source, peers.orElse(List.of()), hopLimit, checkSource, new HopLimitRange(minHopLimit, maxHopLimit));
    }

    private static Multicast multicast(YamlMapping mapping) {
        var multicast = new Multicast(mapping.address("source"), mapping.address("group"));
        mapping.refuseOthers();
        return multicast;
    }

    private record Secrets(Optional<Located<String>> password, Optional<Located<Hmac>> hmac) {}

    private Secrets secrets(YamlMapping mapping, long intervalNanos) {
        var password = mapping.text("password");
        var file = mapping.text("password-file");
        var hmac = mapping.mapping("hmac");
        if (Stream.of(password, file, hmac).filter(Optional::isPresent).count() != 1) {
            problems.error(
                    mapping.place(),
                    "authentication needs one password, or hmac:",
                    "give either password:, password-file: or hmac:");
        }
        mapping.refuseOthers();
        return new Secrets(
                password.or(() -> file.flatMap(scalars::secret)),
                hmac.flatMap(keys -> new HmacReader(problems).read(keys, intervalNanos)));
    }

    private OwnMac virtualMac(YamlMapping mapping) {
        boolean advertises = mapping.flag("advertise").map(Located::value).orElse(true);
        return new OwnMac(wish(mapping), advertises);
    }

    private Wish wish(YamlMapping mapping) {
        var interfaceName = mapping.text("interface").flatMap(scalars::interfaceName);
        var address = mapping.text("address").flatMap(scalars::macAddress);
        mapping.refuseOthers();
        return new Wish(mapping.place(), interfaceName.map(Located::value), address.map(Located::value));
    }

    Optional<Written> address(YamlMapping parent, Node node, String path, String boundTo) {
        if (node instanceof ScalarNode) {
            return parent.text(node, path)
                    .flatMap(word -> scalars.virtualAddress(word, boundTo))
                    .map(address -> new Written(address, Optional.empty()));
        }
        return parent.mapping(node, path).flatMap(mapping -> {
            var peer = mapping.text("peer");
            var address = mapping.required("address", mapping::text, "give the address: address: 192.0.2.1/24")
                    .flatMap(word -> peer.map(other -> scalars.withPeer(word, other, boundTo))
                            .orElseGet(() -> scalars.virtualAddress(word, boundTo)));
            var interfaceName = mapping.text("interface").flatMap(scalars::interfaceName);
            var label = mapping.text("label").flatMap(scalars::label);
            var scope = mapping.text("scope").flatMap(scalars::scope);
            boolean advertised = mapping.flag("advertised").map(Located::value).orElse(true);
            var flags = mapping.texts("flags").stream()
                    .flatMap(word -> flag(word).stream())
                    .collect(Collectors.toSet());
            var wish = mapping.mapping("virtual-mac").map(this::wish);
            mapping.refuseOthers();
            return address.map(located -> located.map(plain -> new VirtualAddress(
                            plain.address(),
                            plain.prefixLength(),
                            plain.peer(),
                            interfaceName.map(Located::value).orElse(boundTo),
                            label.map(Located::value),
                            scope.map(Located::value).orElse(plain.scope()),
                            advertised,
                            flags)))
                    .map(located -> new Written(located, wish));
        });
    }

    private Optional<AddressFlag> flag(Located<String> word) {
        var flags = Arrays.stream(AddressFlag.values())
                .collect(Collectors.toMap(flag -> flag.name().toLowerCase(Locale.ROOT), flag -> flag));
        var flag = flags.get(word.value());
        return flag == null
                ? scalars.refuse(word, "is not a flag", Suggestion.mend(word.value(), flags.keySet()))
                : Optional.of(flag);
    }

    private static List<Written> advertisedFirst(List<Written> addresses) {
        return addresses.stream()
                .sorted(Comparator.comparing(
                        written -> !written.address().value().advertised()))
                .toList();
    }

    private AnnouncementSettings announcements(YamlMapping mapping) {
        var standard = AnnouncementSettings.DEFAULT;
        var form = mapping.choice(
                "form", Map.of("request", ArpForm.REQUEST, "reply", ArpForm.REPLY, "both", ArpForm.BOTH));
        var repeat = mapping.integer("repeat", Range.REPEAT);
        var delay = mapping.durationNanos("delay", Range.ANNOUNCE_DELAY_NANOS);
        var refresh = mapping.durationNanos("refresh", Range.ANNOUNCE_DELAY_NANOS);
        var refreshRepeat = mapping.integer("refresh-repeat", Range.REPEAT);
        var interval = mapping.durationNanos("interval", Range.ANNOUNCE_INTERVAL_NANOS);
        var neighbourInterval = mapping.durationNanos("neighbour-interval", Range.ANNOUNCE_INTERVAL_NANOS);
        var contestedRepeat = mapping.integer("contested-repeat", Range.CONTESTED_REPEAT);
        var contestedDelay = mapping.durationNanos("contested-delay", Range.ANNOUNCE_DELAY_NANOS);
        mapping.refuseOthers();
        return new AnnouncementSettings(
                form.map(Located::value).orElse(standard.form()),
                repeat.map(Located::value).orElse(standard.repeat()),
                delay.map(Located::value).orElse(standard.delayNanos()),
                refresh.map(Located::value).orElse(standard.refreshNanos()),
                refreshRepeat.map(Located::value).orElse(standard.refreshRepeat()),
                interval.map(Located::value).orElse(standard.intervalNanos()),
                neighbourInterval.or(() -> interval).map(Located::value).orElse(standard.neighbourIntervalNanos()),
                contestedRepeat.or(() -> repeat).map(Located::value).orElse(standard.repeat()),
                contestedDelay.or(() -> delay).map(Located::value).orElse(standard.delayNanos()));
    }

    private Tracked tracked(YamlMapping mapping) {
        var interfaces = trackings(mapping, "interfaces", "", Range.WEIGHT);
        var health = new ArrayList<>(trackings(mapping, "scripts", "", Range.WEIGHT));
        health.addAll(trackings(mapping, "processes", ProcessSettings.TRACKER_PREFIX, Range.WIDE_WEIGHT));
        health.addAll(trackings(mapping, "files", FileSettings.TRACKER_PREFIX, Range.WIDE_WEIGHT));
        health.addAll(trackings(mapping, "static", TrackGroup.TRACKER_PREFIX, Range.WEIGHT));
        var haproxy =
                mapping.has(GatewayConfig.HAPROXY_TRACKER) ? haproxy(mapping) : followedByDefault(mapping.place());
        mapping.refuseOthers();
        return new Tracked(interfaces, haproxy, health);
    }

    private Optional<Located<Tracking>> followedByDefault(Place place) {
        return haproxyConfigured
                ? Optional.of(new Located<>(new Tracking(GatewayConfig.HAPROXY_TRACKER, 0, false), place))
                : Optional.empty();
    }

    /** {@code haproxy: false}, or how it is followed. */
    private Optional<Located<Tracking>> haproxy(YamlMapping mapping) {
        String key = GatewayConfig.HAPROXY_TRACKER;
        return mapping.mappingUnlessFalse(key)
                .map(details -> tracking(key, details, mapping.placeOf(key), Range.WEIGHT));
    }

    private List<Located<Tracking>> trackings(YamlMapping tracked, String key, String prefix, Range weights) {
        return tracked.mapping(key).stream()
                .flatMap(mapping -> mapping.names().stream()
                        .flatMap(name -> mapping.mapping(name.value()).stream()
                                .map(details -> tracking(prefix + name.value(), details, name.place(), weights))))
                .toList();
    }

    private Located<Tracking> tracking(String tracker, YamlMapping details, Place place, Range weights) {
        int weight = details.integer("weight", weights).map(Located::value).orElse(0);
        boolean reverse = details.flag("reverse").map(Located::value).orElse(false);
        details.refuseOthers();
        return new Located<>(new Tracking(tracker, weight, reverse), place);
    }
}
