package io.havip.config.options;

import io.havip.config.routing.RoutingWords;
import io.havip.config.text.Durations;
import io.havip.config.text.Located;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.config.text.Sizes;
import io.havip.config.text.Suggestion;
import io.havip.linux.Network;
import io.havip.linux.Route;
import io.havip.linux.Rule;
import io.havip.wire.IpAddress;
import io.havip.wire.MacAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What an option's value may be: how it is read, written and described. */
public sealed interface Type<T> {

    /** The value that is written; what can't be one is reported, and yields nothing. */
    Optional<Located<T>> read(Written written);

    /** As YAML's maps, lists, texts, numbers and truth values. */
    Object write(T value);

    /** JSON Schema's keywords. */
    Map<String, Object> schema();

    /** What stands where a value belongs, whatever the format. Each method reports what is not of that form. */
    interface Written {
        Scalars scalars();

        RoutingWords routing();

        Optional<Located<String>> word();

        <T> Optional<Located<List<Located<T>>>> items(Type<T> item);

        Optional<Located<Settings>> group(Section section);

        /** {@code false} is {@link Settings#off}. */
        Optional<Located<Settings>> groupOrFalse(Section section);

        /** One word is the value of an option. */
        <T> Optional<Located<Settings>> groupOrWord(Section section, Option<T> only);

        Optional<Located<List<Settings>>> named(Section section);
    }

    /** Turns a word into a value; what can't be one is reported, and yields nothing. */
    interface Reading<T> extends BiFunction<Scalars, Located<String>, Optional<Located<T>>> {}

    /**
     * One word.
     *
     * @param keepalived how keepalived spells it, e.g. times in seconds
     * @param alone what keepalived's keyword means without a value, if anything
     * @param writing the text, number or truth value of YAML's
     * @param values which ones there are, for people; empty where the option's text says it
     */
    record Word<T>(
            Reading<T> reading,
            Reading<T> keepalived,
            Optional<T> alone,
            Function<T, Object> writing,
            Map<String, Object> schema,
            String values)
            implements Type<T> {

        /** One that both formats spell the same. */
        public Word(Reading<T> reading, Function<T, Object> writing, Map<String, Object> schema, String values) {
            this(reading, reading, Optional.empty(), writing, schema, values);
        }

        private static <T> Word<T> text(Reading<T> reading, Function<T, Object> writing, String values) {
            return new Word<>(reading, writing, Map.of("type", "string"), values);
        }

        @Override
        public Optional<Located<T>> read(Written written) {
            return written.word().flatMap(word -> reading.apply(written.scalars(), word));
        }

        @Override
        public Object write(T value) {
            return writing.apply(value);
        }
    }

    /** A route or a rule in the words of iproute2. */
    record Line<T>(BiFunction<RoutingWords, List<Located<String>>, Optional<T>> reading, Function<T, String> writing)
            implements Type<T> {
        @Override
        public Optional<Located<T>> read(Written written) {
            return written.word().flatMap(line -> {
                var words = Arrays.stream(line.value().strip().split("\\s+"))
                        .map(line::with)
                        .toList();
                return line.value().isBlank()
                        ? Optional.empty()
                        : reading.apply(written.routing(), words).map(line::with);
            });
        }

        @Override
        public Object write(T value) {
            return writing.apply(value);
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "string");
        }
    }

    /** A list of at least one. */
    record Items<T>(Type<T> item) implements Type<List<Located<T>>> {
        @Override
        public Optional<Located<List<Located<T>>>> read(Written written) {
            return written.items(item);
        }

        @Override
        public Object write(List<Located<T>> value) {
            return value.stream().map(each -> item.write(each.value())).toList();
        }

        @Override
        public Map<String, Object> schema() {
            return Schema.array(item);
        }
    }

    /** Options of their own. Without a value, none of them is given. */
    record Group(Section section) implements Type<Settings> {
        @Override
        public Optional<Located<Settings>> read(Written written) {
            return written.group(section);
        }

        @Override
        public Object write(Settings value) {
            return value.tree();
        }

        @Override
        public Map<String, Object> schema() {
            return Schema.object(section);
        }
    }

    /** Likewise, or {@code false} for {@link Settings#off}. */
    record GroupOrFalse(Section section) implements Type<Settings> {
        @Override
        public Optional<Located<Settings>> read(Written written) {
            return written.groupOrFalse(section);
        }

        @Override
        public Object write(Settings value) {
            return value.isOff() ? false : value.tree();
        }

        @Override
        public Map<String, Object> schema() {
            return Schema.either(Map.of("const", false), Schema.object(section));
        }
    }

    /** Likewise, or one word, which is the value of one of the options. */
    record GroupOrWord<T>(Section section, Option<T> only) implements Type<Settings> {
        @Override
        public Optional<Located<Settings>> read(Written written) {
            return written.groupOrWord(section, only);
        }

        @Override
        public Object write(Settings value) {
            return value.tree();
        }

        @Override
        public Map<String, Object> schema() {
            return Schema.either(only.type().schema(), Schema.object(section));
        }
    }

    /** Options for each of several names. */
    record Named(Section section) implements Type<List<Settings>> {
        @Override
        public Optional<Located<List<Settings>>> read(Written written) {
            return written.named(section);
        }

        @Override
        public Object write(List<Settings> value) {
            var names = new LinkedHashMap<String, Object>();
            value.forEach(settings -> names.put(settings.name().value(), settings.tree()));
            return names;
        }

        @Override
        public Map<String, Object> schema() {
            return Schema.names(section);
        }
    }

    static Word<Integer> integer(long min, long max) {
        var range = new Range(min, max);
        Reading<Integer> reading = (scalars, word) -> scalars.integer(word, range);
        return new Word<>(reading, value -> value, number(range), min + " to " + max);
    }

    private static Map<String, Object> number(Range range) {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "integer");
        schema.put("minimum", range.min());
        schema.put("maximum", range.max());
        return schema;
    }

    /** Nanoseconds, with a unit in YAML and in seconds with keepalived. */
    static Word<Long> duration(long minNanos, long maxNanos) {
        var range = new Range(minNanos, maxNanos);
        return new Word<>(
                (scalars, word) -> scalars.durationNanos(word, range),
                (scalars, word) -> scalars.secondsNanos(word, range),
                Optional.empty(),
                Durations::show,
                Schema.keywords("type", "string", "pattern", "^\\d{1,9}(\\.\\d{1,9})?(us|ms|s|m|h)$"),
                Durations.show(minNanos) + " to " + Durations.show(maxNanos));
    }

    /** Bytes, with a unit. */
    static Word<Long> size(long min, long max) {
        var range = new Range(min, max);
        return new Word<>(
                (scalars, word) -> scalars.bytes(word, range),
                Sizes::show,
                Schema.keywords("type", "string", "pattern", "^\\d{1,9}(kB|MB|GB)$"),
                Sizes.show(min) + " to " + Sizes.show(max));
    }

    /** Whole seconds, in nanoseconds. */
    static Word<Long> wholeSeconds(long min, long max) {
        Word<Long> duration = duration(min * Durations.SECOND, max * Durations.SECOND);
        return new Word<>(
                (scalars, word) -> duration.reading()
                        .apply(scalars, word)
                        .flatMap(nanos -> nanos.value() % Durations.SECOND == 0
                                ? Optional.of(nanos)
                                : scalars.refuse(word, "is not in whole seconds", "write 5s, for instance")),
                (scalars, word) -> scalars.integer(word, new Range(min, max))
                        .map(seconds -> seconds.map(value -> value * Durations.SECOND)),
                Optional.empty(),
                duration.writing(),
                duration.schema(),
                duration.values());
    }

    /** True or false; keepalived's keyword alone is true. */
    static Word<Boolean> flag() {
        return flag(Scalars::onOrOff, true);
    }

    /** Likewise, where keepalived's keyword says the opposite. */
    static Word<Boolean> flagUnless() {
        return flag((scalars, word) -> scalars.onOrOff(word).map(opposite -> opposite.map(on -> !on)), false);
    }

    private static Word<Boolean> flag(Reading<Boolean> keepalived, boolean alone) {
        Word<Boolean> choice = choice(
                Map.of("true", true, "false", false), value -> value, Map.of("type", "boolean"), "`true`, `false`");
        return new Word<>(
                choice.reading(), keepalived, Optional.of(alone), choice.writing(), choice.schema(), choice.values());
    }

    /** The names of an enumeration, in small letters and with hyphens. */
    static <E extends Enum<E>> Word<E> choice(Class<E> type) {
        var words = new LinkedHashMap<String, E>();
        Arrays.stream(type.getEnumConstants()).forEach(value -> words.put(word(value), value));
        return choice(words);
    }

    /** Some words, in the order in which they are listed. */
    static <T> Word<T> choice(LinkedHashMap<String, T> words) {
        Map<T, String> names =
                words.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
        return choice(
                words,
                value -> names.getOrDefault(value, ""),
                Map.of("enum", List.copyOf(words.keySet())),
                words.keySet().stream().map(word -> "`" + word + "`").collect(Collectors.joining(", ")));
    }

    /** Some words that YAML takes for something else than text. */
    static <T> Word<T> choice(
            Map<String, T> words, Function<T, Object> writing, Map<String, Object> schema, String values) {
        Reading<T> reading = (scalars, word) -> {
            T chosen = words.get(word.value());
            return chosen == null
                    ? scalars.refuse(word, "is not a choice here", Suggestion.mend(word.value(), words.keySet()))
                    : Optional.of(word.with(chosen));
        };
        return new Word<>(reading, writing, schema, values);
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Word<String> text() {
        return Word.text((_, word) -> Optional.of(word), value -> value, "");
    }

    /** What something is called. */
    static Word<String> name() {
        Map<String, Object> form = Schema.keywords(
                "type", "string", "pattern", "^[^\\x00-\\x1f\\x7f]*[^\\x00-\\x20\\x7f][^\\x00-\\x1f\\x7f]*$");
        return new Word<>(Scalars::name, value -> value, form, "");
    }

    /** Text of a form. */
    static Word<String> text(Reading<String> reading) {
        return Word.text(reading, value -> value, "");
    }

    /** Text of a form that means something. */
    static <T> Word<T> words(Reading<T> reading, Function<T, Object> writing) {
        return Word.text(reading, writing, "");
    }

    static Word<Path> path() {
        return Word.text((scalars, word) -> scalars.path(word).map(word::with), Path::toString, "an absolute path");
    }

    static Type<Route> route() {
        return new Line<>(RoutingWords::route, RoutingWords::write);
    }

    static Type<Rule> rule() {
        return new Line<>(RoutingWords::rule, RoutingWords::write);
    }

    static Word<InetAddress> address() {
        return Word.text(Scalars::address, IpAddress::text, "an address");
    }

    /** An address, perhaps with a prefix length; without, that of a host. */
    static Word<Network> network() {
        return Word.text(
                Scalars::network, network -> IpAddress.text(network.address()) + "/" + network.prefixLength(), "");
    }

    static Word<InetSocketAddress> socketAddress() {
        return Word.text(
                (scalars, word) -> scalars.socketAddress(word).map(word::with),
                IpAddress::text,
                "an address and a port");
    }

    /** Likewise, or a name that is not resolved before it is needed. */
    static Word<InetSocketAddress> hostAndPort() {
        return Word.text(
                (scalars, word) -> scalars.hostAndPort(word).map(word::with),
                IpAddress::text,
                "an address or a name, and a port");
    }

    static Word<String> interfaceName() {
        return Word.text(Scalars::interfaceName, value -> value, "");
    }

    static Word<MacAddress> macAddress() {
        return Word.text(Scalars::macAddress, MacAddress::toString, "a MAC address");
    }
}
