package io.havip.config.options;

import io.havip.config.options.Option.Standard;
import io.havip.config.options.Option.Trait;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of the reference, each between two marks. */
final class Tables {
    private static final Pattern TABLE = Pattern.compile("(?s)(<!-- options: (.*?) -->\n).*?(<!-- end -->)");
    static final String VARIABLES = "environment";

    private Tables() {}

    /** The reference with its tables made anew. */
    static String refresh(String reference) {
        return TABLE.matcher(reference)
                .replaceAll(table -> Matcher.quoteReplacement(
                        table.group(1) + "\n" + table(table.group(2)) + "\n" + table.group(3)));
    }

    /** What has a table. */
    static List<String> titles(String reference) {
        return TABLE.matcher(reference).results().map(table -> table.group(2)).toList();
    }

    static Set<Section> sections() {
        return Stream.concat(
                        Stream.of(GatewayOptions.SECTION),
                        GatewayOptions.SECTION.paths().flatMap(path -> path.getLast().section().stream()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String table(String title) {
        if (title.equals(VARIABLES)) {
            return variables();
        }
        var section = sections().stream()
                .filter(each -> each.title().equals(title))
                .findFirst()
                .orElseThrow();
        return "| key | values | default | keepalived | meaning |\n|---|---|---|---|---|\n"
                + section.options().stream().map(Tables::row).collect(Collectors.joining());
    }

    private static String row(Option<?> option) {
        return "| `%s` | %s | %s | %s | %s%s |%n"
                .formatted(
                        option.key(),
                        option.type() instanceof Type.Word<?> word ? word.values() : "",
                        standard(option),
                        keepalived(option),
                        option.help(),
                        option.is(Trait.RESTART) ? " A restart is needed to change it." : "");
    }

    private static <T> String standard(Option<T> option) {
        return switch (option.standard()) {
            case Standard.Required<T> _ -> "required";
            case Standard.Constant<T>(T value) -> "`" + option.type().write(value) + "`";
            case Standard.Otherwise<T> otherwise -> otherwise.text();
        };
    }

    private static <T> String keepalived(Option<T> option) {
        return Stream.concat(
                        option.keywords().stream().map(word -> "`" + word + "`"),
                        option
                                .keepalivedStandard()
                                .map(value -> "by default `" + option.type().write(value) + "`")
                                .stream())
                .collect(Collectors.joining(", "));
    }

    private static String variables() {
        return "| variable | or | as |\n|---|---|---|\n"
                + GatewayOptions.SECTION
                        .paths()
                        .filter(path -> !path.getLast().variables().isEmpty())
                        .map(Tables::variable)
                        .collect(Collectors.joining());
    }

    private static String variable(List<Option<?>> path) {
        var names = path.getLast().variables().stream()
                .map(name -> "`" + name + "`")
                .toList();
        return "| %s | %s | %s |%n"
                .formatted(
                        names.getFirst(),
                        names.stream().skip(1).collect(Collectors.joining(", ")),
                        path.stream().map(option -> "`" + option.key() + "`").collect(Collectors.joining(", ")));
    }
}
