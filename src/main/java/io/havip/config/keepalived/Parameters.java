package io.havip.config.keepalived;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Suggestion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code $NAME=VALUE} and what {@code $NAME} or {@code ${NAME}} then stands for. */
final class Parameters {
    private static final Pattern DEFINITION = Pattern.compile("\\$([A-Za-z_]\\w*)=\\s*(.*)");
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\{([A-Za-z_]\\w*)((?: +\\d{1,9}){0,2}) *}"
            + "|\\{_ENV +([A-Za-z_]\\w*) *}"
            + "|([A-Za-z_]\\w*)(?=[ \\t,)]|$))");

    private static final int ENVIRONMENT_GROUP = 3;
    private static final int BARE_GROUP = 4;

    /** Whatever looks like a reference. */
    private static final Pattern DOLLAR = Pattern.compile("\\$(\\{?)([A-Za-z_]\\w*)");

    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final String ENVIRONMENT = "_ENV";
    private static final String RANDOM = "_RANDOM";
    private static final int RANDOM_MAX = 32_767;

    private final Map<String, List<Text>> values = new HashMap<>();
    private final Map<String, String> predefined = new HashMap<>();
    private final Random random;
    private final Problems problems;

    Parameters(String configId, Problems problems) {
        this.problems = problems;
        // The same on every reading of the file on this node.
        this.random = new Random(configId.hashCode());
        predefined.put("_INSTANCE", configId);
        predefined.put("_HASH", "#");
        predefined.put("_BANG", "!");
    }

    /** The directory of the file that is being read. */
    void folder(Path folder) {
        predefined.put("_PWD", folder.toString());
    }

    /** Whether a line is a definition. */
    static boolean defines(Text line) {
        return DEFINITION.matcher(line.toString()).lookingAt();
    }

    /** @param more further lines of the value */
    void define(Text line, List<Text> more) {
        Matcher definition = DEFINITION.matcher(line.toString());
        if (definition.matches()) {
            var lines = new ArrayList<Text>();
            lines.add(line.from(definition.start(2)).strip());
            lines.addAll(more);
            values.put(definition.group(1), List.copyOf(lines));
            predefined.remove(definition.group(1));
        }
    }

    /** Sets a parameter to one line. */
    void set(String name, Text value) {
        values.put(name, List.of(value));
    }

    /** The first line of the first parameter that is defined. */
    Optional<Located<String>> anyOf(List<String> names) {
        return names.stream().flatMap(name -> value(name).stream()).findFirst();
    }

    private Optional<Located<String>> value(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .findFirst()
                .map(text -> new Located<>(text.toString(), text.placeAt(0).of("$" + name)));
    }

    /**
     * A line in which the first reference is replaced.
     *
     * @param following the further lines of the value that was put in
     */
    record Replaced(Text line, List<Text> following) {}

    /** Empty if there is no reference to anything that is defined. */
    Optional<Replaced> replaceFirst(Text line) {
        return REFERENCE
                .matcher(line.toString())
                .results()
                .filter(this::known)
                .findFirst()
                .map(reference -> replace(line, reference));
    }

    private Replaced replace(Text line, MatchResult reference) {
        if (reference.group(ENVIRONMENT_GROUP) != null) {
            String value = Objects.requireNonNullElse(System.getenv(reference.group(ENVIRONMENT_GROUP)), "");
            return new Replaced(line.replace(reference.start(), reference.end(), value), List.of());
        }
        String name = name(reference);
        List<Text> lines = values.getOrDefault(name, List.of());
        if (lines.isEmpty()) {
            String value = name.equals(RANDOM) ? random(reference) : predefined.getOrDefault(name, "");
            return new Replaced(line.replace(reference.start(), reference.end(), value), List.of());
        }
        if (lines.size() > 1 && reference.end() < line.length()) {
            problems.error(
                    line.placeAt(reference.end()),
                    "the parameter '" + name + "' has several lines, so that nothing can follow it",
                    "put the rest on a line of its own");
        }
        return new Replaced(
                line.replace(
                        reference.start(), reference.end(), lines.getFirst().toString()),
                lines.subList(1, lines.size()));
    }

    private String random(MatchResult reference) {
        int[] limits = NUMBER.matcher(reference.group(2) == null ? "" : reference.group(2))
                .results()
                .mapToInt(limit -> Integer.parseInt(limit.group()))
                .toArray();
        int min = limits.length > 0 ? limits[0] : 0;
        int max = limits.length > 1 ? limits[1] : RANDOM_MAX;
        return Integer.toString(max > min ? random.nextInt(min, max + 1) : min);
    }

    private boolean known(MatchResult reference) {
        String variable = reference.group(ENVIRONMENT_GROUP);
        return variable == null ? known(name(reference)) : System.getenv(variable) != null;
    }

    private boolean known(String name) {
        return values.containsKey(name) || predefined.containsKey(name) || name.equals(RANDOM);
    }

    private static String name(MatchResult reference) {
        return reference.group(1) == null ? reference.group(BARE_GROUP) : reference.group(1);
    }

    /** Reports what looks like a reference and is none: it would be taken for the value itself. */
    void refuseUnknown(Text line) {
        DOLLAR.matcher(line.toString()).results().forEach(dollar -> {
            String name = dollar.group(2);
            if (name.equals(ENVIRONMENT)) {
                problems.error(
                        line.placeAt(dollar.start()),
                        "there is no such environment variable",
                        "set it for the agent, or write its value here");
            } else if (known(name)) {
                problems.error(
                        line.placeAt(dollar.start()),
                        "a parameter is replaced only before a blank or in braces",
                        "write ${" + name + "}");
            } else {
                problems.error(
                        line.placeAt(dollar.start()),
                        "there is no such parameter",
                        values.isEmpty()
                                ? "define it before: $NAME=VALUE"
                                : Suggestion.mend(name, new TreeSet<>(values.keySet())));
            }
        });
    }
}
