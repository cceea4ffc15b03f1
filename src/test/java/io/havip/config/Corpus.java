package io.havip.config;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Configurations as people publish them for keepalived, each {@code .conf} with what becomes of it in a {@code .txt}. */
final class Corpus {
    private static final Pattern SCRIPT = Pattern.compile("/etc/keepalived/(\\w+\\.sh)");

    private static final Path SOURCES = Path.of("src/test/resources/io/havip/config/corpus");

    private Corpus() {}

    static Stream<String> samples() throws IOException, URISyntaxException {
        try (var files = Files.list(folder())) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".conf"))
                    .map(name -> name.substring(0, name.length() - ".conf".length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    static String outcome(String sample) throws IOException, URISyntaxException {
        return Files.readString(folder().resolve(sample + ".txt"));
    }

    /** Into the sources, which the next build takes up. */
    static void write(String sample, String outcome) throws IOException {
        Files.writeString(SOURCES.resolve(sample + ".txt"), outcome);
    }

    /** Copies a sample into a folder, and makes the scripts there that it names. */
    static Path install(String sample, Path into) throws IOException, URISyntaxException {
        String text = Files.readString(folder().resolve(sample + ".conf"));
        for (var script : SCRIPT.matcher(text).results().toList()) {
            Path file = Files.writeString(into.resolve(script.group(1)), "#!/bin/sh\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return Files.writeString(into.resolve(sample + ".conf"), text.replace("/etc/keepalived/", into + "/"));
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(Corpus.class.getResource("corpus")).toURI());
    }
}
