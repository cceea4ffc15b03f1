package io.havip.cli;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/** What is wrong stands out, on a terminal; {@code NO_COLOR} is obeyed. */
final class Colours {
    private static final List<Style> STYLES = List.of(
            new Style(Pattern.compile("\\s*! .*|(?:.*: |\\s*)error: .*"), "@|bold,red %s|@"),
            new Style(Pattern.compile("(?:.* |\\s*)warning: .*"), "@|yellow %s|@"),
            new Style(Pattern.compile("\\s+mend:? .*"), "@|green %s|@"),
            new Style(Pattern.compile("(?:node|instance|virtual router) .*"), "@|bold %s|@"));

    private Colours() {}

    private record Style(Pattern line, String markup) {}

    static String of(String text) {
        return of(text, Ansi.AUTO);
    }

    static String of(String text, Ansi terminal) {
        return terminal.enabled()
                ? text.lines().map(line -> painted(line, terminal)).collect(Collectors.joining("\n", "", "\n"))
                : text;
    }

    private static String painted(String line, Ansi terminal) {
        return STYLES.stream()
                .filter(style -> style.line().matcher(line).matches())
                .findFirst()
                // The line itself is no markup, whatever a configuration has written into it.
                .map(style -> terminal.string(style.markup()).formatted(line))
                .orElse(line);
    }
}
