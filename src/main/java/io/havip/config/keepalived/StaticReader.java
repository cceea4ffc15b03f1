package io.havip.config.keepalived;

import io.havip.config.options.AddressOptions;
import io.havip.config.options.GatewayOptions;
import io.havip.config.options.Option;
import io.havip.config.options.Settings;
import io.havip.config.options.StaticOptions;
import io.havip.config.routing.RoutingWords;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Suggestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Reads {@code static_ipaddress}, {@code static_routes} and {@code static_rules}, each with its track group, if any. */
final class StaticReader {
    private static final String TRACK_GROUP = "track_group";
    private static final String NO_GROUP = "";

    private final Problems problems;
    private final TrackGroups groups;
    private final Map<String, Settings> parts = new LinkedHashMap<>();
    private final Map<String, BoundInterfaces> bound = new HashMap<>();

    StaticReader(TrackGroups groups, Problems problems) {
        this.problems = problems;
        this.groups = groups;
    }

    /** @param interfaceName of addresses that say nothing else */
    void read(Block top, Settings root, String interfaceName, RoutingWords routing) {
        var network = root.beneath(StaticOptions.SECTION, top.place());
        parts.put(NO_GROUP, network);
        for (String name : groups.names()) {
            var group = network.beneath(StaticOptions.GROUP, top.place());
            group.set(StaticOptions.GROUP_NAME, name);
            network.add(StaticOptions.GROUPS, group.here());
            parts.put(name, group);
        }
        addresses(top, network, interfaceName);
        lines(top, "static_routes", StaticOptions.ROUTES, routing::route, BoundInterfaces::route);
        lines(top, "static_rules", StaticOptions.RULES, routing::rule, BoundInterfaces::rule);
        if (!network.isEmpty()) {
            root.put(GatewayOptions.STATIC, network.here());
        }
    }

    /** The interfaces of what a track group has. */
    BoundInterfaces bound(String group) {
        return bound.computeIfAbsent(group, _ -> new BoundInterfaces());
    }

    private void addresses(Block top, Settings network, String interfaceName) {
        String name = "static_ipaddress";
        for (var entry : top.entries(name)) {
            var read = new AddressReader(problems).address(top, name, entry, network);
            var address = read.address();
            if (!address.has(AddressOptions.INTERFACE)) {
                address.set(AddressOptions.INTERFACE, interfaceName);
            }
            part(read.group()).ifPresent(part -> part.add(StaticOptions.ADDRESSES, address.here()));
            if (read.tracked()) {
                boundTo(read.group()).staticAddress(address.located(AddressOptions.INTERFACE));
            }
        }
    }

    private <T> void lines(
            Block top,
            String keyword,
            Option<List<Located<T>>> option,
            Function<List<Located<String>>, Optional<T>> reader,
            BiConsumer<BoundInterfaces, Located<T>> binder) {
        for (var line : top.lines(keyword)) {
            var words = new ArrayList<>(line);
            var start = line.getFirst();
            var name = takeGroup(words);
            var part = part(name);
            if (words.isEmpty()) {
                problems.error(start.place(), "nothing is in the group", "write the route or rule before it");
            } else {
                part.ifPresent(group -> reader.apply(words).map(start::with).ifPresent(read -> {
                    group.add(option, read);
                    binder.accept(boundTo(name), read);
                }));
            }
        }
    }

    private BoundInterfaces boundTo(Optional<Located<String>> group) {
        return bound(group.map(Located::value).orElse(NO_GROUP));
    }

    /** Takes the group out of a line. */
    private static Optional<Located<String>> takeGroup(List<Located<String>> words) {
        for (int i = 0; i + 1 < words.size(); i++) {
            if (words.get(i).value().equals(TRACK_GROUP)) {
                words.remove(i);
                return Optional.of(words.remove(i));
            }
        }
        return Optional.empty();
    }

    private Optional<Settings> part(Optional<Located<String>> group) {
        var part = Optional.ofNullable(parts.get(group.map(Located::value).orElse(NO_GROUP)));
        if (part.isEmpty()) {
            group.ifPresent(name -> problems.error(
                    name.place(),
                    "there is no track_group '" + name.value() + "'",
                    groups.names().isEmpty()
                            ? "define it: track_group " + name.value() + " { group { VI_1 } }"
                            : Suggestion.mend(name.value(), groups.names())));
        }
        return part;
    }
}
