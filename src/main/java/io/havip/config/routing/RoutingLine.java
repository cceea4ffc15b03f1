package io.havip.config.routing;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The words of a route or a rule, sorted: what each name is given, what stands alone, and the next hops. */
final class RoutingLine {
    private static final String NEXT_HOP = "nexthop";
    private static final String FURTHER_GATEWAY = "or";
    private static final String LOCK = "lock";
    private static final Set<String> FAMILIES = Set.of("inet", "inet6");
    /** What needs no {@code to} before it. */
    private static final Pattern DESTINATION = Pattern.compile("default|any|all|.*[.:/].*");

    private final Map<String, Located<String>> values = new HashMap<>();
    private final Set<String> alone = new HashSet<>();
    private final Set<String> locked = new HashSet<>();
    private final List<RoutingLine> nextHops = new ArrayList<>();

    /**
     * The words that a line may have.
     *
     * @param names that a value follows, each with the name that it is kept under
     * @param alone that nothing follows
     * @param lockable names that {@code lock} may follow
     * @param ofNextHops names and words that a next hop may have; none where there are no next hops
     */
    record Vocabulary(Map<String, String> names, Set<String> alone, Set<String> lockable, Set<String> ofNextHops) {

        /** @param names a line for each: the name that it is kept under, then others for the same */
        static Vocabulary of(String names, Set<String> alone, Set<String> lockable, Set<String> ofNextHops) {
            var known = names.lines()
                    .map(line -> line.split(" "))
                    .flatMap(line -> Arrays.stream(line).map(name -> Map.entry(name, line[0])))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            return new Vocabulary(known, alone, lockable, ofNextHops);
        }

        List<String> all() {
            var all = new ArrayList<>(names.keySet());
            all.addAll(alone);
            if (!ofNextHops.isEmpty()) {
                all.add(NEXT_HOP);
            }
            return all;
        }
    }

    /** What can't be sorted is reported. */
    static Optional<RoutingLine> read(List<Located<String>> words, Vocabulary vocabulary, Problems problems) {
        return new Reader(words, vocabulary, problems).read();
    }

    Optional<Located<String>> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** What a name's value stands for. */
    <T> Optional<T> read(String name, Function<Located<String>, Optional<Located<T>>> reader) {
        return value(name).flatMap(reader).map(Located::value);
    }

    boolean has(String word) {
        return alone.contains(word);
    }

    boolean locks(String name) {
        return locked.contains(name);
    }

    /** Those that {@code nexthop} or {@code or} begins. */
    List<RoutingLine> nextHops() {
        return nextHops;
    }

    private static final class Reader {
        private final List<Located<String>> words;
        private final Vocabulary vocabulary;
        private final Problems problems;
        private final RoutingLine line = new RoutingLine();
        private RoutingLine nextHop = line;
        private int next;

        Reader(List<Located<String>> words, Vocabulary vocabulary, Problems problems) {
            this.words = words;
            this.vocabulary = vocabulary;
            this.problems = problems;
        }

        Optional<RoutingLine> read() {
            while (next < words.size()) {
                if (!take(words.get(next))) {
                    return Optional.empty();
                }
            }
            return Optional.of(line);
        }

        private boolean take(Located<String> word) {
            var name = vocabulary.names().get(word.value());
            boolean hops = !vocabulary.ofNextHops().isEmpty();
            if (name != null) {
                next++;
                return takeValue(word, name);
            }
            if (vocabulary.alone().contains(word.value())) {
                next++;
                owner(word.value()).alone.add(word.value());
                return true;
            }
            if (hops && word.value().equals(NEXT_HOP)) {
                next++;
                nextHop = new RoutingLine();
                line.nextHops.add(nextHop);
                return true;
            }
            if (hops && word.value().equals(FURTHER_GATEWAY)) {
                next++;
                return takeFurtherGateway(word);
            }
            if (hops && DESTINATION.matcher(word.value()).matches()) {
                return takeValue(word, "to");
            }
            return refuse(
                    word,
                    "'" + word.value() + "' is not supported here",
                    Suggestion.mend(word.value(), vocabulary.all()));
        }

        /** {@code via A or B}, which keepalived's older files have. */
        private boolean takeFurtherGateway(Located<String> word) {
            if (line.nextHops.isEmpty()) {
                var first = new RoutingLine();
                Optional.ofNullable(line.values.remove("via")).ifPresent(via -> first.values.put("via", via));
                line.nextHops.add(first);
            }
            if (next < words.size()
                    && "via".equals(vocabulary.names().get(words.get(next).value()))) {
                next++;
            }
            if (next == words.size()) {
                return refuse(word, "a value is missing", "write via ADDRESS or ADDRESS");
            }
            var further = new RoutingLine();
            further.values.put("via", words.get(next++));
            line.nextHops.add(further);
            return true;
        }

        private boolean takeValue(Located<String> word, String name) {
            var owner = owner(name);
            if (name.equals("via")
                    && next < words.size()
                    && FAMILIES.contains(words.get(next).value())) {
                owner.alone.add("via " + words.get(next++).value());
            }
            if (vocabulary.lockable().contains(name)
                    && next < words.size()
                    && words.get(next).value().equals(LOCK)) {
                owner.locked.add(name);
                next++;
            }
            if (next == words.size()) {
                return refuse(word, "a value is missing", "give " + word.value() + " one value");
            }
            if (owner.values.put(name, words.get(next++)) != null) {
                return refuse(word, "'" + word.value() + "' is given twice", "give it once");
            }
            return true;
        }

        private RoutingLine owner(String name) {
            return vocabulary.ofNextHops().contains(name) ? nextHop : line;
        }

        private boolean refuse(Located<String> word, String message, String mend) {
            problems.error(word.place(), message, mend);
            return false;
        }
    }
}
