package io.havip.config.keepalived;

import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.config.text.Source;
import io.havip.config.text.SourceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From files to lines, as keepalived's {@code read_line} does it: takes comments out, joins continued lines, chooses by
 * {@code @ID}, replaces parameters, repeats sequences, and reads included files.
 */
final class Preprocessor {
    private static final Pattern CONDITION = Pattern.compile("@(\\^?)(\\S*)(?:\\s+(.*))?");
    private static final Pattern INCLUDE = Pattern.compile("include([rmwba]?)(?:\\s+(.*))?");
    private static final int INCLUDE_DEPTH_MAX = 16;
    /** Replacements in one line, and parameters within parameters. */
    private static final int REPLACEMENTS_MAX = 100;

    private static final int LINES_MAX = 200_000;
    private static final int LINE_LENGTH_MAX = 10_000;

    private final String configId;
    private final Problems problems;
    private final Parameters parameters;
    private final List<Text> lines = new ArrayList<>();
    private Path folder = Path.of("/");
    private int includeDepth;
    private int processed;
    private boolean exhausted;

    private Preprocessor(String configId, Problems problems) {
        this.configId = configId;
        this.problems = problems;
        this.parameters = new Parameters(configId, problems);
    }

    /**
     * What is left of the files.
     *
     * @param lines none of them empty
     * @param parameters what those are that are defined outside all blocks
     */
    record Lines(List<Text> lines, Parameters parameters) {}

    static Lines lines(Source source, Path file, String configId, Problems problems) {
        var preprocessor = new Preprocessor(configId, problems);
        preprocessor.read(source, file);
        return new Lines(preprocessor.lines, preprocessor.parameters);
    }

    private void read(Source source, Path file) {
        Path outer = folder;
        enter(file.toAbsolutePath().resolveSibling("").normalize());
        for (int number = 1; number <= source.lineCount(); number++) {
            Text line = line(source, number);
            var more = new ArrayList<Text>();
            boolean continued = continued(line);
            Text first = continued ? withoutContinuation(line) : line;
            while (continued && number < source.lineCount()) {
                line = line(source, ++number);
                continued = continued(line);
                more.add(continued ? withoutContinuation(line) : line);
            }
            process(first, more, 0);
        }
        enter(outer);
    }

    private void enter(Path next) {
        folder = next;
        parameters.folder(next);
    }

    private Text line(Source source, int number) {
        return Comments.remove(Text.of(source, source.lineStart(number), source.lineEnd(number)), problems)
                .strip();
    }

    private static boolean continued(Text line) {
        return !line.isEmpty() && line.charAt(line.length() - 1) == '\\';
    }

    private static Text withoutContinuation(Text line) {
        return line.between(0, line.length() - 1).strip();
    }

    /** @param more the lines that continue it */
    private void process(Text written, List<Text> more, int depth) {
        if (++processed == LINES_MAX) {
            problems.error(
                    written.placeAt(0), "there are more than " + LINES_MAX + " lines by now", "shorten a sequence");
            lines.clear();
            exhausted = true;
        }
        Text line = written;
        for (int replacements = depth; !exhausted; replacements++) {
            line = line.strip();
            if (replacements > REPLACEMENTS_MAX || line.length() > LINE_LENGTH_MAX) {
                problems.error(line.placeAt(0), "these parameters refer to each other", "write their values out");
                return;
            }
            if (!line.isEmpty() && line.charAt(0) == '@') {
                Matcher condition = CONDITION.matcher(line.toString());
                if (!condition.matches() || condition.group(3) == null || !holds(condition)) {
                    return;
                }
                line = line.from(condition.start(3));
                continue;
            }
            if (Parameters.defines(line)) {
                parameters.define(line, more);
                return;
            }
            if (!more.isEmpty()) {
                line = more.stream().reduce(line, Text::join);
                more = List.of();
                continue;
            }
            if (Sequence.begins(line)) {
                repeat(line, replacements);
                return;
            }
            var replaced = parameters.replaceFirst(line);
            if (replaced.isEmpty()) {
                finish(line);
                return;
            }
            line = replaced.get().line();
            List<Text> following = replaced.get().following();
            if (!following.isEmpty()) {
                int next = replacements + 1;
                process(line, List.of(), next);
                following.forEach(text -> process(text, List.of(), next));
                return;
            }
        }
    }

    private boolean holds(Matcher condition) {
        return condition.group(2).equals(configId) == condition.group(1).isEmpty();
    }

    private void repeat(Text line, int depth) {
        int end = Math.max(0, line.toString().indexOf(')'));
        Text head = line.between(0, end);
        for (var replaced = parameters.replaceFirst(head); replaced.isPresent() && head.length() < LINE_LENGTH_MAX; ) {
            head = replaced.get().line();
            replaced = parameters.replaceFirst(head);
        }
        Sequence.parse(line.replace(0, end, head.toString()), problems).ifPresent(sequence -> {
            for (List<String> values : sequence.values()) {
                for (int i = 0; i < values.size(); i++) {
                    parameters.set(sequence.names().get(i), line.replace(0, line.length(), values.get(i)));
                }
                process(sequence.rest(), List.of(), depth + 1);
            }
        });
    }

    private void finish(Text line) {
        if (line.isEmpty()) {
            return;
        }
        Matcher include = INCLUDE.matcher(line.toString());
        if (include.matches()) {
            include(line, include);
            return;
        }
        if (!Lexer.verbatim(line)) {
            parameters.refuseUnknown(line);
        }
        lines.add(line);
    }

    private void include(Text line, Matcher include) {
        Place place = line.placeAt(0).of("include" + include.group(1));
        // To keepalived quotes are part of the name.
        String pattern = include.group(2) == null ? "" : include.group(2);
        if (pattern.isEmpty() || pattern.contains(" ")) {
            problems.error(place, "one file name is needed", "write include FILE");
            return;
        }
        if (includeDepth == INCLUDE_DEPTH_MAX) {
            problems.error(place, "files are included too deeply", "let no file include itself");
            exhausted = true;
            return;
        }
        List<Path> files = Glob.expand(folder, pattern).stream()
                .filter(file -> !Files.isDirectory(file))
                .toList();
        if (files.isEmpty()) {
            missing(place, pattern, include.group(1));
        }
        includeDepth++;
        for (Path file : files) {
            SourceFile.readBytes(file, problems).ifPresent(source -> read(source, file));
        }
        includeDepth--;
    }

    /** Plain {@code include} forgives in keepalived too; its variants don't, each in its way. */
    private void missing(Place place, String pattern, String variant) {
        boolean error = variant.equals("a")
                || variant.equals("w")
                || ((variant.equals("m") || variant.equals("b")) && !Glob.wild(pattern));
        if (error) {
            problems.error(place, "no file matches '" + pattern + "'", "create it, or remove this line");
        } else {
            problems.notice(place, "no file matches '" + pattern + "', which keepalived tolerates too");
        }
    }
}
