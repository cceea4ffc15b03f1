package io.havip.config.routing;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.linux.Route;
import io.havip.linux.Rule;
import io.havip.linux.Rule.Action;
import io.havip.linux.Rule.Attribute;
import io.havip.linux.Rule.Span;
import io.havip.vrrp.Family;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules in the words of {@code ip rule}. One without a priority gets the next one of its family. */
final class RuleWords {
    private static final int FIRST_FREE_PRIORITY = 16_384;
    /** Below the kernel's table main, 32766. */
    private static final Range PRIORITY = new Range(1, 32_765);
    /** The kernel's own ones too. */
    private static final Range TARGET = new Range(1, 32_767);

    private static final Map<Attribute, Range> LIMITS = Map.of(
            Attribute.SUPPRESS_IFGROUP, new Range(0, 999_999_999),
            Attribute.SUPPRESS_PREFIXLENGTH, new Range(0, 128),
            Attribute.UIDRANGE, new Range(0, 0xffff_fffeL),
            Attribute.SPORT, Range.PORT,
            Attribute.DPORT, Range.PORT);

    /** What is done without a look at a table. */
    private static final List<Action> VERDICTS =
            List.of(Action.L3MDEV, Action.NOP, Action.BLACKHOLE, Action.UNREACHABLE, Action.PROHIBIT);

    private static final RoutingLine.Vocabulary VOCABULARY = RoutingLine.Vocabulary.of(
            """
            from
            to
            iif dev
            oif
            fwmark
            tos dsfield
            realms realm
            suppress_ifgroup sup_group
            suppress_prefixlength suppress_prefixlen sup_pl
            uidrange
            ipproto ip_proto
            sport
            dport
            priority preference pref order
            table lookup
            protocol
            goto\
            """,
            Stream.concat(VERDICTS.stream().map(RuleWords::word), Stream.of("not", "type", "inet", "inet6", "no_track"))
                    .collect(Collectors.toSet()),
            Set.of(),
            Set.of());

    private final Map<Family, Integer> nextPriority =
            new EnumMap<>(Map.of(Family.IPV4, FIRST_FREE_PRIORITY + 1, Family.IPV6, FIRST_FREE_PRIORITY + 1));
    private final Problems problems;
    private final Scalars scalars;
    private final RoutingNumbers numbers;

    RuleWords(Problems problems) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
        this.numbers = new RoutingNumbers(problems);
    }

    Optional<Rule> read(List<Located<String>> words) {
        return RoutingLine.read(words, VOCABULARY, problems).flatMap(line -> rule(line, words.getFirst()));
    }

    private Optional<Rule> rule(RoutingLine line, Located<String> start) {
        var family = line.has("inet6")
                        || Stream.of("from", "to")
                                .flatMap(name -> line.value(name).stream())
                                .anyMatch(word -> word.value().contains(":"))
                ? Family.IPV6
                : Family.IPV4;
        var actions = Stream.concat(
                        Stream.of("table", "goto")
                                .filter(name -> line.value(name).isPresent()),
                        VERDICTS.stream().map(RuleWords::word).filter(line::has))
                .toList();
        if (actions.isEmpty()) {
            return problems.refuse(start.place(), "no table is looked up", "add table NUMBER or its name");
        }
        if (actions.size() > 1) {
            return problems.refuse(
                    start.place(), "it can't do all of " + String.join(", ", actions), "keep one of them");
        }
        var action = VERDICTS.stream()
                .filter(verdict -> line.has(word(verdict)))
                .findFirst()
                .orElse(line.value("goto").isPresent() ? Action.GOTO : Action.LOOKUP);
        int priority = line.read("priority", word -> scalars.integer(word, PRIORITY))
                .orElseGet(() -> nextPriority.merge(family, -1, Integer::sum));
        int target = line.read("table", numbers::table)
                .or(() -> line.read("goto", word -> later(word, priority)))
                .orElse(0);
        boolean ipv6 = family == Family.IPV6;
        var from = line.read("from", word -> numbers.network(word, ipv6));
        var to = line.read("to", word -> numbers.network(word, ipv6));
        if (Stream.of(from, to).flatMap(Optional::stream).anyMatch(network -> Family.of(network.address()) != family)) {
            return problems.refuse(start.place(), "its networks are of two families", "use networks of one family");
        }
        line.value("realms")
                .filter(_ -> ipv6)
                .ifPresent(realms -> problems.error(realms.place(), "rules of IPv6 have none", "remove it"));
        return Optional.of(new Rule(
                family,
                priority,
                new Rule.Selector(
                        line.has("not"),
                        from,
                        to,
                        line.read("iif", scalars::interfaceName),
                        line.read("oif", scalars::interfaceName),
                        line.read("fwmark", numbers::mark),
                        attributes(line)),
                action,
                target,
                !line.has("no_track"),
                line.read("protocol", numbers::routeProtocol)
                        .map(Long::intValue)
                        .orElse(Route.PROTOCOL_KEEPALIVED)));
    }

    private Optional<Located<Integer>> later(Located<String> word, int priority) {
        return scalars.integer(word, TARGET)
                .flatMap(target -> target.value() > priority
                        ? Optional.of(target)
                        : scalars.refuse(
                                word, "is not after this rule, " + priority, "go to a rule with a higher priority"));
    }

    private Map<Attribute, Span> attributes(RoutingLine line) {
        var attributes = new EnumMap<Attribute, Span>(Attribute.class);
        for (var attribute : Attribute.values()) {
            line.read(word(attribute), word -> value(attribute, word))
                    .ifPresent(value -> attributes.put(attribute, value));
        }
        return attributes;
    }

    private Optional<Located<Span>> value(Attribute attribute, Located<String> word) {
        var limits = LIMITS.getOrDefault(attribute, new Range(0, 0));
        if (attribute.spans()) {
            return numbers.span(word, limits);
        }
        var number = switch (attribute) {
            case TOS -> numbers.typeOfService(word);
            case REALMS -> numbers.realms(word);
            case IPPROTO -> numbers.protocol(word);
            default -> numbers.number(word, limits);
        };
        return number.map(located -> located.map(value -> new Span(value, value)));
    }

    static String write(Rule rule) {
        var words = new ArrayList<String>();
        if (rule.family() == Family.IPV6) {
            words.add("inet6");
        }
        words.addAll(List.of("priority", String.valueOf(rule.priority())));
        var selector = rule.selector();
        if (selector.inverted()) {
            words.add("not");
        }
        selector.from().ifPresent(from -> words.addAll(List.of("from", from.toString())));
        selector.to().ifPresent(to -> words.addAll(List.of("to", to.toString())));
        selector.inputInterface().ifPresent(name -> words.addAll(List.of("iif", name)));
        selector.outputInterface().ifPresent(name -> words.addAll(List.of("oif", name)));
        selector.mark()
                .ifPresent(mark -> words.addAll(List.of(
                        "fwmark",
                        "0x" + Integer.toHexString(mark.value()) + "/0x" + Integer.toHexString(mark.mask()))));
        new TreeMap<>(selector.attributes())
                .forEach((attribute, value) -> words.addAll(List.of(word(attribute), text(attribute, value))));
        switch (rule.action()) {
            case LOOKUP -> words.addAll(List.of("table", String.valueOf(rule.target())));
            case GOTO -> words.addAll(List.of("goto", String.valueOf(rule.target())));
            case L3MDEV, NOP, BLACKHOLE, UNREACHABLE, PROHIBIT -> words.add(word(rule.action()));
        }
        if (rule.protocol() != Route.PROTOCOL_KEEPALIVED) {
            words.addAll(List.of("protocol", String.valueOf(rule.protocol())));
        }
        if (!rule.tracked()) {
            words.add("no_track");
        }
        return String.join(" ", words);
    }

    private static String text(Attribute attribute, Span value) {
        if (attribute == Attribute.REALMS) {
            return RoutingNumbers.realms(value.first());
        }
        return value.first() == value.last() ? String.valueOf(value.first()) : value.first() + "-" + value.last();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
