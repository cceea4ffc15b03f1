package io.havip.config.routing;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.linux.Network;
import io.havip.linux.Rule.Mark;
import io.havip.linux.Rule.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The numbers of routes and rules, some of which have names in files of iproute2. */
final class RoutingNumbers {
    private static final List<Path> FOLDERS = List.of(Path.of("/etc/iproute2"), Path.of("/usr/share/iproute2"));
    private static final Pattern NUMBER = Pattern.compile("(?:0[xX][0-9a-fA-F]{1,8}|\\d{1,10})");
    private static final Pattern SPAN = Pattern.compile("(\\w+)(?:-(\\w+))?");

    private static final Range TYPE_OF_SERVICE = new Range(0, 252);
    private static final Range PROTOCOL = new Range(1, 255);
    private static final Map<String, Long> PROTOCOLS = Map.of(
            "icmp", 1L, "tcp", 6L, "udp", 17L, "gre", 47L, "esp", 50L, "ah", 51L, "ipv6-icmp", 58L, "sctp", 132L);
    private static final Map<String, Long> ROUTE_PROTOCOLS = Map.of(
            "kernel",
            2L,
            "boot",
            3L,
            "static",
            4L,
            "ra",
            9L,
            "zebra",
            11L,
            "bird",
            12L,
            "dhcp",
            16L,
            "keepalived",
            18L);

    private static final Range TABLE = new Range(1, 999_999_999);
    private static final Range REALM = new Range(0, 65_535);
    private static final Map<String, Long> TABLES = Map.of("local", 255L, "main", 254L, "default", 253L);

    private final Scalars scalars;

    RoutingNumbers(Problems problems) {
        this.scalars = new Scalars(problems);
    }

    Optional<Located<Network>> network(Located<String> word, boolean ipv6) {
        if (Set.of("default", "all", "any").contains(word.value())) {
            return Optional.of(word.with(new Network(InetAddress.ofLiteral(ipv6 ? "::" : "0.0.0.0"), 0)));
        }
        return scalars.network(word);
    }

    Optional<Located<Integer>> table(Located<String> word) {
        return named(word, "rt_tables", TABLE, TABLES, "is no routing table").map(table -> table.map(Long::intValue));
    }

    /** {@code SOURCE/DESTINATION} or {@code DESTINATION}, the source's in the upper 16 bits. */
    Optional<Located<Long>> realms(Located<String> word) {
        var parts = word.value().split("/", 2);
        var source = parts.length == 1 ? Optional.of(word.with(0L)) : realm(word.with(parts[0]));
        var destination = realm(word.with(parts[parts.length - 1]));
        return source.flatMap(from -> destination.map(to -> word.with(from.value() << 16 | to.value())));
    }

    static String realms(long realms) {
        return (realms >>> 16) + "/" + (realms & 0xffff);
    }

    private Optional<Located<Long>> realm(Located<String> word) {
        return named(word, "rt_realms", REALM, Map.of(), "is no realm");
    }

    /** The upper six bits; of the others the kernel makes no difference. */
    Optional<Located<Long>> typeOfService(Located<String> word) {
        return named(word, "rt_dsfield", TYPE_OF_SERVICE, Map.of(), "is no type of service")
                .flatMap(tos -> tos.value() % 4 == 0
                        ? Optional.of(tos)
                        : scalars.refuse(word, "is not a multiple of 4", "leave out its lower two bits, those of ECN"));
    }

    /** Of IP: a number or, in whatever case, a name. */
    Optional<Located<Long>> protocol(Located<String> word) {
        return named(
                word.with(word.value().toLowerCase(Locale.ROOT)), "rt_ipprotos", PROTOCOL, PROTOCOLS, "is no protocol");
    }

    /** Who has made a route or rule. */
    Optional<Located<Long>> routeProtocol(Located<String> word) {
        return named(word, "rt_protos", PROTOCOL, ROUTE_PROTOCOLS, "is nobody who makes routes");
    }

    /** A number, or a name that a file of iproute2 gives it. */
    private Optional<Located<Long>> named(
            Located<String> word, String file, Range range, Map<String, Long> known, String otherwise) {
        if (NUMBER.matcher(word.value()).matches()) {
            return number(word, range);
        }
        var number = Optional.ofNullable(known.get(word.value())).or(() -> inFile(file, word.value()));
        return number.filter(range::contains)
                .map(word::with)
                .or(() -> scalars.refuse(word, otherwise, "name it in /etc/iproute2/" + file + ", or give its number"));
    }

    /** Decimal, or with 0x hexadecimal. */
    Optional<Located<Long>> number(Located<String> word, Range range) {
        String mend = "give a whole number from " + range.min() + " to " + range.max();
        if (!NUMBER.matcher(word.value()).matches()) {
            return scalars.refuse(word, "is not a whole number", mend);
        }
        long value = decode(word.value());
        return range.contains(value)
                ? Optional.of(word.with(value))
                : scalars.refuse(word, "is not in " + range.min() + ".." + range.max(), mend);
    }

    /** {@code 80} or {@code 8000-8099}. */
    Optional<Located<Span>> span(Located<String> word, Range range) {
        var ends = SPAN.matcher(word.value());
        if (!ends.matches()) {
            return scalars.refuse(word, "is not a range", "write e.g. 80 or 8000-8099");
        }
        var first = number(word.with(ends.group(1)), range);
        var last = ends.group(2) == null ? first : number(word.with(ends.group(2)), range);
        return first.flatMap(from -> last.flatMap(to -> from.value() <= to.value()
                ? Optional.of(word.with(new Span(from.value(), to.value())))
                : scalars.refuse(word, "ends before it begins", "write the lower number first")));
    }

    Optional<Located<Mark>> mark(Located<String> word) {
        var parts = word.value().split("/", 2);
        if (List.of(parts).stream().allMatch(part -> NUMBER.matcher(part).matches() && decode(part) <= 0xffff_ffffL)) {
            int mask = parts.length == 2 ? (int) decode(parts[1]) : -1;
            return Optional.of(word.with(new Mark((int) decode(parts[0]), mask)));
        }
        return scalars.refuse(word, "is not a mark", "write e.g. 7, 0x10 or 0x10/0xff");
    }

    private static long decode(String number) {
        return number.startsWith("0x") || number.startsWith("0X")
                ? Long.parseLong(number.substring(2), 16)
                : Long.parseLong(number);
    }

    private static Optional<Long> inFile(String file, String name) {
        for (var folder : FOLDERS) {
            try (var lines = Files.lines(folder.resolve(file))) {
                var found = lines.map(line -> line.replaceAll("#.*", "").strip().split("\\s+"))
                        .filter(words -> words.length == 2
                                && words[1].equals(name)
                                && NUMBER.matcher(words[0]).matches())
                        .map(words -> decode(words[0]))
                        .findFirst();
                if (found.isPresent()) {
                    return found;
                }
            } catch (IOException | UncheckedIOException missing) {
                // The name is reported where no file has it.
            }
        }
        return Optional.empty();
    }
}
