package io.havip.config.keepalived;

import io.havip.config.routing.RoutingWords;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Suggestion;
import io.havip.gateway.settings.Routing;
import io.havip.gateway.settings.StaticNetworkSettings;
import io.havip.gateway.settings.TrackGroup;
import io.havip.gateway.settings.VirtualAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code static_ipaddress}, {@code static_routes} and {@code static_rules}, each with its track group, if any. */
final class StaticReader {
    private static final String TRACK_GROUP = "track_group";
    private static final String NO_GROUP = "";

    private final Problems problems;
    private final TrackGroups groups;
    private final RoutingWords routingWords;
    private final Map<String, Parts> parts = new LinkedHashMap<>();

    private static final class Parts {
        private final List<VirtualAddress> addresses = new ArrayList<>();
        private final List<Routing> routings = new ArrayList<>();

        private Routing routing() {
            return new Routing(
                    routings.stream().flatMap(each -> each.routes().stream()).toList(),
                    routings.stream().flatMap(each -> each.rules().stream()).toList());
        }
    }

    StaticReader(Problems problems, TrackGroups groups) {
        this.problems = problems;
        this.groups = groups;
        this.routingWords = new RoutingWords(problems);
    }

    StaticNetworkSettings read(Block top, String interfaceName) {
        parts.put(NO_GROUP, new Parts());
        groups.names().forEach(name -> parts.put(name, new Parts()));
        new AddressReader(problems)
                .readStatic(top, interfaceName)
                .forEach(found -> part(found.group())
                        .ifPresent(part -> part.addresses.add(found.address().value())));
        for (var line : InstanceReader.lines(top, "static_routes")) {
            var words = new ArrayList<>(line);
            part(takeGroup(words))
                    .ifPresent(part -> part.routings.add(routingWords.routing(List.of(words), List.of())));
        }
        for (var line : InstanceReader.lines(top, "static_rules")) {
            var words = new ArrayList<>(line);
            part(takeGroup(words))
                    .ifPresent(part -> part.routings.add(routingWords.routing(List.of(), List.of(words))));
        }
        var untracked = parts.getOrDefault(NO_GROUP, new Parts());
        var tracked = groups.names().stream()
                .map(name -> {
                    var part = parts.getOrDefault(name, new Parts());
                    return new TrackGroup(name, part.addresses, part.routing());
                })
                .toList();
        return new StaticNetworkSettings(untracked.addresses, untracked.routing(), tracked);
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

    private Optional<Parts> part(Optional<Located<String>> group) {
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
