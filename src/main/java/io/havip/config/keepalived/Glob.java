package io.havip.config.keepalived;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** File names with wildcards, as glob(3) expands them for keepalived: {@code *}, {@code ?}, {@code [a-z]}, braces. */
final class Glob {
    private static final Pattern WILDCARD = Pattern.compile("[*?\\[]");

    private Glob() {}

    /** Whether a pattern may match any number of files. */
    static boolean wild(String pattern) {
        return WILDCARD.matcher(pattern).find() || pattern.contains("{");
    }

    /** The files and directories that match, in the order of the braces' alternatives and of their names. */
    static List<Path> expand(Path folder, String pattern) {
        return alternatives(pattern)
                .flatMap(alternative -> match(folder, alternative).sorted())
                .distinct()
                .toList();
    }

    private static Stream<Path> match(Path folder, String pattern) {
        Stream<Path> matched = Stream.of(pattern.startsWith("/") ? Path.of("/") : folder);
        for (String name : pattern.split("/+")) {
            matched = matched.flatMap(parent -> children(parent, name));
        }
        return matched;
    }

    private static Stream<Path> children(Path parent, String name) {
        if (!WILDCARD.matcher(name).find()) {
            Path child = parent.resolve(name);
            return Files.exists(child, LinkOption.NOFOLLOW_LINKS) ? Stream.of(child) : Stream.empty();
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + name);
        try (var entries = Files.list(parent)) {
            return entries
                    .filter(entry -> matcher.matches(entry.getFileName()))
                    .filter(entry -> name.startsWith(".")
                            || !entry.getFileName().toString().startsWith("."))
                    .toList()
                    .stream();
        } catch (IOException notAFolder) {
            return Stream.empty();
        }
    }

    /** Resolves the first pair of braces, and the rest likewise. */
    private static Stream<String> alternatives(String pattern) {
        int open = pattern.indexOf('{');
        int depth = 0;
        int start = open + 1;
        Stream.Builder<String> choices = Stream.builder();
        for (int i = open; open >= 0 && i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0 || (depth == 1 && c == ',')) {
                choices.add(pattern.substring(start, i));
                start = i + 1;
            }
            if (depth == 0) {
                String before = pattern.substring(0, open);
                String after = pattern.substring(i + 1);
                return choices.build().flatMap(choice -> alternatives(before + choice + after));
            }
        }
        return Stream.of(pattern);
    }
}
