package io.havip.config.options;

import io.havip.config.options.Option.Trait;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Options that are written together.
 *
 * @param title as the reference calls it
 * @param options in the order in which they are written
 */
public record Section(String title, List<Option<?>> options) {
    private static final String GLOBAL = "vrrp_";
    private static final String NEGATION = "no";

    public Section {
        options = List.copyOf(options);
    }

    public static Section of(String title, Option<?>... options) {
        return new Section(title, List.of(options));
    }

    /** With more, which are written after these. */
    Section and(List<Option<?>> more) {
        return new Section(title, Stream.concat(options.stream(), more.stream()).toList());
    }

    public List<String> keys() {
        return options.stream().map(Option::key).toList();
    }

    /**
     * The sections that have a secret option, and those beneath them, by their keys, wherever they are: whatever is written in one may
     * be a secret, but for the keys that belong there.
     */
    public Map<String, Section> secretive() {
        return paths().filter(path -> path.stream()
                        .flatMap(option -> option.section().stream())
                        .anyMatch(Section::hasSecret))
                .map(List::getLast)
                .flatMap(option -> option.section().map(section -> Map.entry(option.key(), section)).stream())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue, (first, _) -> first));
    }

    private boolean hasSecret() {
        return options.stream().anyMatch(option -> option.is(Trait.SECRET));
    }

    /** All options, those of the sections beneath included, each after those that it is in. */
    public Stream<List<Option<?>>> paths() {
        return options.stream()
                .flatMap(option -> Stream.concat(
                        Stream.of(List.<Option<?>>of(option)),
                        option.section().stream()
                                .flatMap(Section::paths)
                                .map(beneath -> Stream.concat(Stream.of(option), beneath.stream())
                                        .toList())));
    }

    /**
     * The paths of the options that are not the same in two trees of this section, though only a restart changes them.
     *
     * @param ours what {@link Settings#tree()} makes of one; empty where there is none
     * @param theirs likewise of the other
     */
    public Stream<String> restarts(Map<?, ?> ours, Map<?, ?> theirs) {
        return options.stream().flatMap(option -> {
            var one = ours.get(option.key());
            var other = theirs.get(option.key());
            if (option.is(Trait.RESTART)) {
                return Objects.equals(one, other) ? Stream.empty() : Stream.of(option.key());
            }
            return option.type() instanceof Type.Group(var beneath)
                    ? beneath.restarts(map(one), map(other)).map(path -> option.key() + "." + path)
                    : Stream.empty();
        });
    }

    private static Map<?, ?> map(@Nullable Object tree) {
        return tree instanceof Map<?, ?> map ? map : Map.of();
    }

    /** keepalived's keywords that have the same values as these options. */
    public Stream<String> plainKeywords() {
        return options.stream()
                .filter(option -> option.is(Trait.PLAIN))
                .map(option -> option.keywords().getFirst());
    }

    /** keepalived's words for what YAML calls so. */
    public Stream<String> keywordsFor(String key) {
        return paths().map(List::getLast)
                .filter(option -> option.key().equals(key))
                .flatMap(option -> option.keywords().stream());
    }

    /**
     * How YAML says what a word of keepalived's says, as in {@code unicast: peers}; empty where it is none. Of many words there is one
     * for all instances too, which begins with {@code vrrp_}.
     */
    public Optional<String> meantByKeepalived(String word) {
        return meantBy(word)
                .or(() -> word.startsWith(GLOBAL) ? meantBy(word.substring(GLOBAL.length())) : Optional.empty());
    }

    private Optional<String> meantBy(String word) {
        return paths().filter(path -> path.getLast().keywords().contains(word))
                .findFirst()
                .map(path -> way(path) + said(path.getLast(), word));
    }

    /** The way to the first option with this key, here or in the sections beneath, as in {@code unicast: peers}. */
    public Optional<String> wayTo(String key) {
        return paths().filter(path -> path.getLast().key().equals(key))
                .findFirst()
                .map(Section::way);
    }

    private static String way(List<Option<?>> path) {
        return path.stream().map(Option::key).collect(Collectors.joining(": "));
    }

    /** The value that a keyword without one says, as {@code preempt} and {@code nopreempt} do. */
    private static String said(Option<?> option, String word) {
        return option.type() instanceof Type.Word<?>(var _, var _, var alone, var _, var _, var _)
                        && alone.isPresent()
                        && alone.get() instanceof Boolean first
                ? ": " + (word.startsWith(NEGATION) ? !first : first)
                : "";
    }
}
