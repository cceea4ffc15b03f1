package io.havip.config.options;

import io.havip.config.options.Option.Trait;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Options that are written together.
 *
 * @param title as the reference calls it
 * @param options in the order in which they are written
 */
public record Section(String title, List<Option<?>> options) {
    public Section {
        options = List.copyOf(options);
    }

    public static Section of(String title, Option<?>... options) {
        return new Section(title, List.of(options));
    }

    public List<String> keys() {
        return options.stream().map(Option::key).toList();
    }

    public Optional<Option<?>> find(String key) {
        return options.stream().filter(option -> option.key().equals(key)).findFirst();
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

    /** How YAML says what a word of keepalived's says, as in {@code unicast: peers}; empty where it is none. */
    public Optional<String> meantByKeepalived(String word) {
        return paths().filter(path -> path.getLast().keywords().contains(word))
                .findFirst()
                .map(path -> path.stream().map(Option::key).collect(Collectors.joining(": ")));
    }
}
