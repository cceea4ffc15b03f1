package io.havip.config.options;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A setting, declared once: reading, writing, environment variables, the reference and the schema come from this.
 *
 * @param key YAML's
 * @param help what it is for, for people
 * @param standard what counts where nothing is written
 * @param keepalivedStandard what counts in a keepalived.conf where nothing is written, if that is something else
 * @param keywords keepalived's for the same
 * @param variables environment variables, the product's own first
 * @param traits what else holds of it
 */
public record Option<T>(
        String key,
        Type<T> type,
        String help,
        Standard<T> standard,
        Optional<T> keepalivedStandard,
        List<String> keywords,
        List<String> variables,
        Set<Trait> traits) {

    /** What else holds of an option. */
    public enum Trait {
        /** It is never shown but by {@code explain-config}. */
        SECRET,
        /** A reload does not change it. */
        RESTART,
        /** The first of keepalived's keywords has the same values, in keepalived's spelling. */
        PLAIN
    }

    /** What counts where nothing is written. */
    public sealed interface Standard<T> {
        /** Something has to be written: what is proposed where it is not. */
        record Required<T>(String mend) implements Standard<T> {}

        /** Always the same. */
        record Constant<T>(T value) implements Standard<T> {}

        /**
         * A value, or none.
         *
         * @param text for people
         * @param value by what is written beside it
         */
        record Otherwise<T>(String text, Function<Settings, Optional<T>> value) implements Standard<T> {}
    }

    public Option {
        keywords = List.copyOf(keywords);
        variables = List.copyOf(variables);
        traits = Set.copyOf(traits);
    }

    /** One that may be left out, and then has no value. */
    public static <T> Option<T> of(String key, Type<T> type, String help) {
        return of(key, type, help, new Standard.Otherwise<>("none", _ -> Optional.empty()));
    }

    private static <T> Option<T> of(String key, Type<T> type, String help, Standard<T> standard) {
        return new Option<>(key, type, help, standard, Optional.empty(), List.of(), List.of(), Set.of());
    }

    /** Options of their own that count even where none of them is written. */
    public static Option<Settings> group(String key, Section section, String help) {
        return of(key, new Type.Group(section), help)
                .otherwise("", parent -> Optional.of(parent.beneath(section, parent.place())));
    }

    /** One that has to be there. */
    public static <T> Option<T> required(String key, Type<T> type, String help, String mend) {
        return of(key, type, help, new Standard.Required<>(mend));
    }

    private Option<T> with(Standard<T> other) {
        return new Option<>(key, type, help, other, keepalivedStandard, keywords, variables, traits);
    }

    /** The value that counts otherwise. */
    public Option<T> standard(T value) {
        return with(new Standard.Constant<>(value));
    }

    /** The value that counts otherwise in a keepalived.conf. */
    public Option<T> keepalivedStandard(T value) {
        return new Option<>(key, type, help, standard, Optional.of(value), keywords, variables, traits);
    }

    /** What counts otherwise, by what is written beside it. */
    public Option<T> otherwise(String text, Function<Settings, Optional<T>> value) {
        return with(new Standard.Otherwise<>(text, value));
    }

    /** What happens otherwise, which is not the value of anything. */
    public Option<T> otherwise(String text) {
        return with(new Standard.Otherwise<>(text, _ -> Optional.empty()));
    }

    /** keepalived's keyword, which has the same values, in keepalived's spelling. */
    public Option<T> keepalived(String word) {
        return akin(word).trait(Trait.PLAIN);
    }

    /** keepalived's keywords that say the same in another way. */
    public Option<T> akin(String... words) {
        return new Option<>(key, type, help, standard, keepalivedStandard, List.of(words), variables, traits);
    }

    /** Further words of keepalived's that who writes one may mean this by. */
    public Option<T> also(String... words) {
        var all = Stream.concat(keywords.stream(), Stream.of(words)).toList();
        return new Option<>(key, type, help, standard, keepalivedStandard, all, variables, traits);
    }

    public Option<T> variables(String... names) {
        return new Option<>(key, type, help, standard, keepalivedStandard, keywords, List.of(names), traits);
    }

    public Option<T> secret() {
        return trait(Trait.SECRET);
    }

    public Option<T> atStartOnly() {
        return trait(Trait.RESTART);
    }

    private Option<T> trait(Trait trait) {
        var all = new HashSet<>(traits);
        all.add(trait);
        return new Option<>(key, type, help, standard, keepalivedStandard, keywords, variables, all);
    }

    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** The mend where its absence is an error. */
    public Optional<String> requiredMend() {
        return standard instanceof Standard.Required<T>(String mend) ? Optional.of(mend) : Optional.empty();
    }

    /** The value that counts where nothing is written, if that is always the same. */
    public Optional<T> constant() {
        return standard instanceof Standard.Constant<T>(T value) ? Optional.of(value) : Optional.empty();
    }

    /** The options beneath, if there are any. */
    public Optional<Section> section() {
        return section(type);
    }

    private static Optional<Section> section(Type<?> type) {
        return switch (type) {
            case Type.Word<?> _, Type.Line<?> _ -> Optional.empty();
            case Type.Items<?>(Type<?> item) -> section(item);
            case Type.Group(Section section) -> Optional.of(section);
            case Type.GroupOrFalse(Section section) -> Optional.of(section);
            case Type.GroupOrWord<?>(Section section, Option<?> _) -> Optional.of(section);
            case Type.Named(Section section) -> Optional.of(section);
        };
    }
}
