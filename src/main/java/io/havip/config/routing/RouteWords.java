package io.havip.config.routing;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.linux.Route;
import io.havip.linux.Route.NextHop;
import io.havip.linux.Route.Options;
import io.havip.linux.Route.PathMetric;
import io.havip.linux.Route.Preference;
import io.havip.linux.Route.Type;
import io.havip.vrrp.Family;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Routes in the words of {@code ip route}. */
final class RouteWords {
    private static final Range UNSIGNED = new Range(0, 999_999_999);
    private static final Range WEIGHT = new Range(1, 256);
    private static final Range FLAG = new Range(0, 1);
    private static final int LINK_SCOPE = 253;
    private static final int HOST_SCOPE = 254;
    /** RTAX_FEATURE_ECN, the only one. */
    private static final String FEATURE = "ecn";

    private static final int FEATURE_BIT = 1;

    /** The path metrics that are more, or less, than any number. */
    private static final Map<PathMetric, Range> LIMITS = Map.of(
            PathMetric.MTU, new Range(68, 65_535),
            PathMetric.ADVMSS, new Range(1, 65_495),
            PathMetric.HOPLIMIT, new Range(1, 255),
            PathMetric.QUICKACK, FLAG,
            PathMetric.FASTOPEN_NO_COOKIE, FLAG);

    /** In what part of a millisecond the kernel counts a time. */
    private static final Map<PathMetric, Integer> TICKS =
            Map.of(PathMetric.RTT, 8, PathMetric.RTTVAR, 4, PathMetric.RTO_MIN, 1);

    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s)");
    private static final Set<PathMetric> LOCKABLE = EnumSet.complementOf(EnumSet.of(
            PathMetric.INITCWND,
            PathMetric.INITRWND,
            PathMetric.FEATURES,
            PathMetric.QUICKACK,
            PathMetric.FASTOPEN_NO_COOKIE));

    private static final RoutingLine.Vocabulary VOCABULARY = RoutingLine.Vocabulary.of(
            """
                to
                src
                via gw
                dev oif
                weight
                realms realm
                table
                scope
                metric priority preference
                tos dsfield
                pref
                protocol proto
                """ + Arrays.stream(PathMetric.values()).map(RouteWords::word).collect(Collectors.joining("\n")),
            Stream.concat(
                            Arrays.stream(Type.values()).map(RouteWords::word),
                            Stream.of("onlink", "inet", "inet6", "no_track"))
                    .collect(Collectors.toSet()),
            LOCKABLE.stream().map(RouteWords::word).collect(Collectors.toSet()),
            Set.of("via", "dev", "weight", "realms", "onlink"));

    private final Problems problems;
    private final Scalars scalars;
    private final RoutingNumbers numbers;

    RouteWords(Problems problems) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
        this.numbers = new RoutingNumbers(problems);
    }

    Optional<Route> read(List<Located<String>> words) {
        return RoutingLine.read(words, VOCABULARY, problems).flatMap(line -> route(line, words.getFirst()));
    }

    private Optional<Route> route(RoutingLine line, Located<String> start) {
        var to = line.value("to");
        if (to.isEmpty()) {
            return problems.refuse(start.place(), "there is no destination", "write e.g. 10.9.0.0/16 via 192.0.2.254");
        }
        var source = line.read("src", scalars::address);
        var hops = nextHops(line, start);
        var gateways = hops.stream().filter(hop -> !hop.mixed).flatMap(hop -> hop.hop.gateway().stream());
        boolean ipv6 = line.has("inet6")
                || Stream.concat(gateways, source.stream()).anyMatch(address -> Family.of(address) == Family.IPV6);
        var destination = numbers.network(to.get(), ipv6).map(Located::value);
        if (destination.isEmpty()) {
            return Optional.empty();
        }
        var family = Family.of(destination.get().address());
        var type = Arrays.stream(Type.values())
                .filter(each -> line.has(word(each)))
                .findFirst()
                .orElse(Type.UNICAST);
        boolean leads = type == Type.UNICAST || type == Type.LOCAL;
        if (leads && (hops.isEmpty() || hops.stream().anyMatch(Hop::nowhere))) {
            return problems.refuse(start.place(), "it leads nowhere", "add via ADDRESS or dev INTERFACE");
        }
        if (!oneFamily(hops, source, family)) {
            return problems.refuse(
                    start.place(),
                    "destination, gateway and source are of two families",
                    "use addresses of one family");
        }
        if (family == Family.IPV4) {
            line.value("pref")
                    .ifPresent(value ->
                            problems.error(value.place(), "only routes of IPv6 have a preference", "remove it"));
        } else {
            Stream.of("tos", "realms")
                    .flatMap(name -> line.value(name).stream())
                    .forEach(value ->
                            problems.error(value.place(), "routes of IPv6 have neither tos nor realms", "remove it"));
        }
        var options = options(line);
        var table =
                line.read("table", numbers::table).orElse(type == Type.LOCAL ? Route.LOCAL_TABLE : Route.MAIN_TABLE);
        var scope = line.read("scope", scalars::scope).orElseGet(() -> scope(type, family, line, hops));
        var metric = line.read("metric", word -> scalars.integer(word, UNSIGNED));
        return Optional.of(new Route(
                type, destination.get(), source, hops.stream().map(Hop::hop).toList(), table, scope, metric, options));
    }

    /** @param mixed whether its gateway is said to be of a family that may not be the destination's */
    private record Hop(NextHop hop, boolean mixed) {
        boolean nowhere() {
            return hop.gateway().isEmpty() && hop.interfaceName().isEmpty();
        }
    }

    /** What is given for the whole route holds for each of several next hops. */
    private List<Hop> nextHops(RoutingLine line, Located<String> start) {
        var lines = line.nextHops();
        if (lines.isEmpty()) {
            line.value("weight").ifPresent(weight -> misplaced(weight, "write nexthop before its gateway"));
            var only = nextHop(line, line, 1);
            return only.nowhere() ? List.of() : List.of(only);
        }
        line.value("via").ifPresent(via -> misplaced(via, "write nexthop before it, as before the others"));
        if (lines.size() > Route.NEXT_HOPS_MAX) {
            problems.error(start.place(), "it has more than " + Route.NEXT_HOPS_MAX + " next hops", "leave some out");
        }
        return lines.stream()
                .map(hop -> nextHop(hop, line, weight(hop, lines.size())))
                .toList();
    }

    private void misplaced(Located<String> value, String mend) {
        problems.error(value.place(), "it belongs to a next hop, and stands before them", mend);
    }

    /** That of a single one is nothing to the kernel. */
    private int weight(RoutingLine hop, int hops) {
        int weight = hop.read("weight", word -> scalars.integer(word, WEIGHT)).orElse(1);
        return hops == 1 ? 1 : weight;
    }

    private Hop nextHop(RoutingLine line, RoutingLine route, int weight) {
        var device = line.read("dev", scalars::interfaceName).or(() -> route.read("dev", scalars::interfaceName));
        var realms = line.read("realms", numbers::realms).or(() -> route.read("realms", numbers::realms));
        var hop = new NextHop(
                line.read("via", scalars::address),
                device,
                weight,
                line.has("onlink") || route.has("onlink"),
                realms.orElse(0L).intValue());
        return new Hop(hop, line.has("via inet") || line.has("via inet6"));
    }

    private static boolean oneFamily(List<Hop> hops, Optional<InetAddress> source, Family family) {
        var gateways = hops.stream().filter(hop -> !hop.mixed()).flatMap(hop -> hop.hop().gateway().stream());
        return Stream.concat(gateways, source.stream()).allMatch(address -> Family.of(address) == family);
    }

    /** As {@code ip route} has it. */
    private static int scope(Type type, Family family, RoutingLine line, List<Hop> hops) {
        if (family == Family.IPV6) {
            return 0;
        }
        boolean direct = line.nextHops().isEmpty()
                && hops.stream().allMatch(hop -> hop.hop().gateway().isEmpty());
        return switch (type) {
            case LOCAL -> HOST_SCOPE;
            case UNICAST -> direct ? LINK_SCOPE : 0;
            case BLACKHOLE, UNREACHABLE, PROHIBIT, THROW -> 0;
        };
    }

    private Options options(RoutingLine line) {
        var metrics = new EnumMap<PathMetric, Integer>(PathMetric.class);
        var locked = EnumSet.noneOf(PathMetric.class);
        for (var metric : PathMetric.values()) {
            line.read(word(metric), word -> pathMetric(metric, word)).ifPresent(value -> metrics.put(metric, value));
            // Where it is not locked the kernel makes nothing of it.
            boolean always = metric == PathMetric.RTO_MIN && metrics.containsKey(metric);
            if (always || line.locks(word(metric))) {
                locked.add(metric);
            }
        }
        var preference = line.value("pref").flatMap(word -> preference(word));
        return new Options(
                line.read("tos", numbers::typeOfService).orElse(0L).intValue(),
                preference,
                metrics,
                locked,
                !line.has("no_track"),
                line.read("protocol", numbers::routeProtocol)
                        .map(Long::intValue)
                        .orElse(Route.PROTOCOL_KEEPALIVED));
    }

    private Optional<Located<Integer>> pathMetric(PathMetric metric, Located<String> word) {
        if (metric == PathMetric.FEATURES) {
            return word.value().equals(FEATURE)
                    ? Optional.of(word.with(FEATURE_BIT))
                    : scalars.refuse(word, "is no feature", "write " + FEATURE);
        }
        var time = TIME.matcher(word.value());
        if (TICKS.containsKey(metric) && time.matches()) {
            int milliseconds = Integer.parseInt(time.group(1)) * (time.group(2).equals("s") ? 1_000 : 1);
            return Optional.of(word.with(milliseconds * TICKS.get(metric)));
        }
        return scalars.integer(word, LIMITS.getOrDefault(metric, UNSIGNED));
    }

    private Optional<Preference> preference(Located<String> word) {
        return Arrays.stream(Preference.values())
                .filter(each -> word(each).equals(word.value()))
                .findFirst()
                .or(() -> scalars.refuse(word, "is no preference", "choose low, medium or high"));
    }

    static String write(Route route) {
        var words = new ArrayList<String>();
        if (route.type() != Type.UNICAST) {
            words.add(word(route.type()));
        }
        words.add(route.destination().toString());
        var family = Family.of(route.destination().address());
        boolean single = route.nextHops().size() == 1;
        if (single) {
            words.addAll(write(route.nextHops().getFirst(), family));
        }
        route.source().ifPresent(source -> words.addAll(List.of("src", IpAddress.text(source))));
        words.addAll(List.of("table", String.valueOf(route.table()), "scope", String.valueOf(route.scope())));
        route.metric().ifPresent(metric -> words.addAll(List.of("metric", metric.toString())));
        words.addAll(write(route.options()));
        if (!single) {
            route.nextHops().forEach(hop -> {
                words.add("nexthop");
                words.addAll(write(hop, family));
                words.addAll(List.of("weight", String.valueOf(hop.weight())));
            });
        }
        return String.join(" ", words);
    }

    private static List<String> write(NextHop hop, Family family) {
        var words = new ArrayList<String>();
        hop.gateway().ifPresent(via -> {
            words.add("via");
            if (Family.of(via) != family) {
                words.add(Family.of(via) == Family.IPV6 ? "inet6" : "inet");
            }
            words.add(IpAddress.text(via));
        });
        hop.interfaceName().ifPresent(name -> words.addAll(List.of("dev", name)));
        if (hop.onLink()) {
            words.add("onlink");
        }
        if (hop.realms() != 0) {
            words.addAll(List.of("realms", RoutingNumbers.realms(Integer.toUnsignedLong(hop.realms()))));
        }
        return words;
    }

    private static List<String> write(Options options) {
        var words = new ArrayList<String>();
        if (options.typeOfService() != 0) {
            words.addAll(List.of("tos", String.valueOf(options.typeOfService())));
        }
        options.preference().ifPresent(preference -> words.addAll(List.of("pref", word(preference))));
        new TreeMap<>(options.pathMetrics()).forEach((metric, value) -> {
            words.add(word(metric));
            if (options.locked().contains(metric)) {
                words.add("lock");
            }
            words.add(metric == PathMetric.FEATURES ? FEATURE : value.toString());
        });
        if (options.protocol() != Route.PROTOCOL_KEEPALIVED) {
            words.addAll(List.of("protocol", String.valueOf(options.protocol())));
        }
        if (!options.tracked()) {
            words.add("no_track");
        }
        return words;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
