package io.havip.config.draft;

import io.havip.gateway.Routing;
import io.havip.linux.Network;
import io.havip.linux.Route;
import io.havip.linux.Rule;
import io.havip.linux.Rule.Mark;
import io.havip.vrrp.Family;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Routes and rules in the words of {@code ip route} and {@code ip rule}, as keepalived reads them. One for a whole
 * configuration: a rule without a priority gets the next one, counted down from 16384 in each family.
 */
public final class RoutingWords {
    private static final Range UNSIGNED = new Range(0, 999_999_999);
    private static final Range TABLE = new Range(1, 999_999_999);
    private static final Range MTU = new Range(68, 65_535);
    private static final int FIRST_FREE_PRIORITY = 16_384;
    /** Below the kernel's table main, 32766. */
    private static final Range PRIORITY = new Range(1, 32_765);

    /** What needs no {@code to} before it. */
    private static final Pattern DESTINATION = Pattern.compile("default|any|all|.*[.:/].*");

    private static final Map<String, Integer> TABLES = Map.of("local", 255, "main", 254, "default", 253);
    private static final List<Path> TABLE_NAMES =
            List.of(Path.of("/etc/iproute2/rt_tables"), Path.of("/usr/share/iproute2/rt_tables"));
    private static final int LINK_SCOPE = 253;
    private static final Map<String, Route.Type> TYPES = Map.of(
            "unicast",
            Route.Type.UNICAST,
            "blackhole",
            Route.Type.BLACKHOLE,
            "unreachable",
            Route.Type.UNREACHABLE,
            "prohibit",
            Route.Type.PROHIBIT,
            "throw",
            Route.Type.THROW);
    /** Each with the name that it is kept under. */
    private static final Map<String, String> ROUTE_WORDS = Map.ofEntries(
            Map.entry("to", "to"),
            Map.entry("src", "src"),
            Map.entry("via", "via"),
            Map.entry("gw", "via"),
            Map.entry("dev", "dev"),
            Map.entry("oif", "dev"),
            Map.entry("table", "table"),
            Map.entry("scope", "scope"),
            Map.entry("metric", "metric"),
            Map.entry("priority", "metric"),
            Map.entry("preference", "metric"),
            Map.entry("mtu", "mtu"));

    private static final Map<String, String> RULE_WORDS = Map.ofEntries(
            Map.entry("from", "from"),
            Map.entry("to", "to"),
            Map.entry("table", "table"),
            Map.entry("lookup", "table"),
            Map.entry("priority", "priority"),
            Map.entry("preference", "priority"),
            Map.entry("pref", "priority"),
            Map.entry("order", "priority"),
            Map.entry("iif", "iif"),
            Map.entry("dev", "iif"),
            Map.entry("oif", "oif"),
            Map.entry("fwmark", "fwmark"));

    private final Map<Family, Integer> nextPriority =
            new EnumMap<>(Map.of(Family.IPV4, FIRST_FREE_PRIORITY + 1, Family.IPV6, FIRST_FREE_PRIORITY + 1));
    private final Problems problems;
    private final Scalars scalars;

    public RoutingWords(Problems problems) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
    }

    /** A route; what can't be one is reported. */
    public Optional<Route> route(List<Located<String>> words) {
        var rest = new ArrayList<>(words);
        boolean onLink = rest.removeIf(word -> word.value().equals("onlink"));
        boolean ipv6 = rest.removeIf(word -> word.value().equals("inet6"));
        rest.removeIf(word -> word.value().equals("no_track") || word.value().equals("inet"));
        if (rest.isEmpty()) {
            return refuseLine(words.getFirst(), "there is no destination", "write e.g. 10.9.0.0/16 via 192.0.2.254");
        }
        var type = Optional.ofNullable(TYPES.get(rest.getFirst().value()));
        if (type.isPresent()) {
            rest.removeFirst();
        }
        for (int i = 0; i < rest.size(); i += 2) {
            if (DESTINATION.matcher(rest.get(i).value()).matches()) {
                rest.add(i, rest.get(i).map(_ -> "to"));
            }
        }
        return values(rest, ROUTE_WORDS).flatMap(values -> {
            var to = values.get("to");
            if (to == null) {
                return refuseLine(
                        words.getFirst(), "there is no destination", "write e.g. 10.9.0.0/16 via 192.0.2.254");
            }
            var via = read(values, "via", scalars::address);
            var source = read(values, "src", scalars::address);
            boolean v6 = ipv6
                    || Stream.of(via, source)
                            .flatMap(Optional::stream)
                            .anyMatch(address -> Family.of(address) == Family.IPV6);
            var destination = network(to, v6);
            var device = read(values, "dev", scalars::interfaceName);
            var table = read(values, "table", this::table);
            var scope = read(values, "scope", scalars::scope);
            var metric = read(values, "metric", word -> scalars.integer(word, UNSIGNED));
            var mtu = read(values, "mtu", word -> scalars.integer(word, MTU));
            if (destination.isEmpty() || !sameFamily(words.getFirst(), destination.get(), via, source)) {
                return Optional.empty();
            }
            if (type.orElse(Route.Type.UNICAST) == Route.Type.UNICAST && via.isEmpty() && device.isEmpty()) {
                return refuseLine(words.getFirst(), "it leads nowhere", "add via ADDRESS or dev INTERFACE");
            }
            boolean direct = type.orElse(Route.Type.UNICAST) == Route.Type.UNICAST
                    && via.isEmpty()
                    && Family.of(destination.get().address()) == Family.IPV4;
            return Optional.of(new Route(
                    type.orElse(Route.Type.UNICAST),
                    destination.get(),
                    source,
                    via,
                    device,
                    table.orElse(Route.MAIN_TABLE),
                    scope.orElse(direct ? LINK_SCOPE : 0),
                    metric,
                    mtu,
                    onLink));
        });
    }

    /** A rule; what can't be one is reported. */
    public Optional<Rule> rule(List<Located<String>> words) {
        var rest = new ArrayList<>(words);
        boolean inet6 = rest.removeIf(word -> word.value().equals("inet6"));
        rest.removeIf(word -> word.value().equals("no_track") || word.value().equals("inet"));
        return values(rest, RULE_WORDS).flatMap(values -> {
            boolean ipv6 = inet6
                    || Stream.of("from", "to")
                            .map(values::get)
                            .anyMatch(word -> word != null && word.value().contains(":"));
            var from = read(values, "from", word -> network(word, ipv6).map(word::with));
            var to = read(values, "to", word -> network(word, ipv6).map(word::with));
            var table = read(values, "table", this::table);
            var priority = read(values, "priority", word -> scalars.integer(word, PRIORITY));
            var input = read(values, "iif", scalars::interfaceName);
            var output = read(values, "oif", scalars::interfaceName);
            var mark = read(values, "fwmark", this::mark);
            if (!values.containsKey("table")) {
                return refuseLine(words.getFirst(), "no table is looked up", "add table NUMBER or its name");
            }
            if (table.isEmpty()) {
                return Optional.empty();
            }
            var family = ipv6 ? Family.IPV6 : Family.IPV4;
            return Optional.of(new Rule(
                    family,
                    priority.orElseGet(() -> nextPriority.merge(family, -1, Integer::sum)),
                    from,
                    to,
                    input,
                    output,
                    mark,
                    table.get()));
        });
    }

    /** How a route is written so that reading it gives the same one. */
    public static String write(Route route) {
        var words = new ArrayList<String>();
        if (route.type() != Route.Type.UNICAST) {
            words.add(route.type().name().toLowerCase(Locale.ROOT));
        }
        words.add(route.destination().toString());
        route.gateway().ifPresent(via -> words.addAll(List.of("via", via.getHostAddress())));
        route.interfaceName().ifPresent(name -> words.addAll(List.of("dev", name)));
        route.source().ifPresent(source -> words.addAll(List.of("src", source.getHostAddress())));
        words.addAll(List.of("table", String.valueOf(route.table()), "scope", String.valueOf(route.scope())));
        route.metric().ifPresent(metric -> words.addAll(List.of("metric", metric.toString())));
        route.mtu().ifPresent(mtu -> words.addAll(List.of("mtu", mtu.toString())));
        if (route.onLink()) {
            words.add("onlink");
        }
        return String.join(" ", words);
    }

    /** How a rule is written so that reading it gives the same one. */
    public static String write(Rule rule) {
        var words = new ArrayList<String>();
        if (rule.family() == Family.IPV6) {
            words.add("inet6");
        }
        words.addAll(List.of("priority", String.valueOf(rule.priority())));
        rule.from().ifPresent(from -> words.addAll(List.of("from", from.toString())));
        rule.to().ifPresent(to -> words.addAll(List.of("to", to.toString())));
        rule.inputInterface().ifPresent(name -> words.addAll(List.of("iif", name)));
        rule.outputInterface().ifPresent(name -> words.addAll(List.of("oif", name)));
        rule.mark()
                .ifPresent(mark -> words.addAll(List.of(
                        "fwmark",
                        "0x" + Integer.toHexString(mark.value()) + "/0x" + Integer.toHexString(mark.mask()))));
        words.addAll(List.of("table", String.valueOf(rule.table())));
        return String.join(" ", words);
    }

    /** Both, of lines. */
    public Routing routing(List<List<Located<String>>> routes, List<List<Located<String>>> rules) {
        return new Routing(
                routes.stream().map(this::route).flatMap(Optional::stream).toList(),
                rules.stream().map(this::rule).flatMap(Optional::stream).toList());
    }

    private Optional<Map<String, Located<String>>> values(List<Located<String>> words, Map<String, String> known) {
        var values = new HashMap<String, Located<String>>();
        for (int i = 0; i < words.size(); i += 2) {
            var word = words.get(i);
            var name = known.get(word.value());
            if (name == null) {
                return scalars.refuse(
                        word, "is not supported here", Suggestion.mend(word.value(), List.copyOf(known.keySet())));
            }
            if (i + 1 == words.size()) {
                return refuseLine(word, "a value is missing", "give " + word.value() + " one value");
            }
            if (values.put(name, words.get(i + 1)) != null) {
                return scalars.refuse(word, "is given twice", "give it once");
            }
        }
        return Optional.of(values);
    }

    private interface Reader<T> {
        Optional<Located<T>> read(Located<String> word);
    }

    private static <T> Optional<T> read(Map<String, Located<String>> values, String name, Reader<T> reader) {
        var word = values.get(name);
        return word == null ? Optional.empty() : reader.read(word).map(Located::value);
    }

    private Optional<Network> network(Located<String> word, boolean ipv6) {
        if (Set.of("default", "all", "any").contains(word.value())) {
            return Optional.of(new Network(InetAddress.ofLiteral(ipv6 ? "::" : "0.0.0.0"), 0));
        }
        return scalars.virtualAddress(word, "")
                .map(network ->
                        new Network(network.value().address(), network.value().prefixLength()));
    }

    private boolean sameFamily(
            Located<String> line, Network destination, Optional<InetAddress> via, Optional<InetAddress> source) {
        var family = Family.of(destination.address());
        boolean same = Stream.of(via, source).flatMap(Optional::stream).allMatch(other -> Family.of(other) == family);
        if (!same) {
            problems.error(
                    line.place(), "destination, gateway and source are of two families", "use addresses of one family");
        }
        return same;
    }

    private Optional<Located<Integer>> table(Located<String> word) {
        if (word.value().chars().allMatch(c -> '0' <= c && c <= '9')) {
            return scalars.integer(word, TABLE);
        }
        var number = Optional.ofNullable(TABLES.get(word.value())).or(() -> namedTable(word.value()));
        return number.isPresent()
                ? number.map(word::with)
                : scalars.refuse(word, "is no routing table", "name it in /etc/iproute2/rt_tables, or give its number");
    }

    private static Optional<Integer> namedTable(String name) {
        for (var file : TABLE_NAMES) {
            try (var lines = Files.lines(file)) {
                var found = lines.map(line -> line.replaceAll("#.*", "").strip().split("\\s+"))
                        .filter(words ->
                                words.length == 2 && words[1].equals(name) && words[0].matches("[1-9]\\d{0,8}"))
                        .map(words -> Integer.parseInt(words[0]))
                        .findFirst();
                if (found.isPresent()) {
                    return found;
                }
            } catch (IOException | java.io.UncheckedIOException missing) {
                // The name is reported where no file has it.
            }
        }
        return Optional.empty();
    }

    private Optional<Located<Mark>> mark(Located<String> word) {
        var parts = word.value().split("/", 2);
        try {
            int value = unsigned(parts[0]);
            return Optional.of(word.with(new Mark(value, parts.length == 2 ? unsigned(parts[1]) : -1)));
        } catch (NumberFormatException e) {
            return scalars.refuse(word, "is not a mark", "write e.g. 7, 0x10 or 0x10/0xff");
        }
    }

    private static int unsigned(String text) {
        long value = Long.decode(text);
        if (value < 0 || value > 0xffff_ffffL) {
            throw new NumberFormatException(text);
        }
        return (int) value;
    }

    private <T> Optional<T> refuseLine(Located<String> at, String message, String mend) {
        problems.error(at.place(), message, mend);
        return Optional.empty();
    }
}
