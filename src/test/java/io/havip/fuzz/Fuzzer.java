package io.havip.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What Jazzer calls, and a program that writes the good bytes that it begins with. */
public final class Fuzzer {
    private static Target target = Target.ADVERTISEMENT;

    private Fuzzer() {}

    /** @param arguments the target's name */
    public static void fuzzerInitialize(String[] arguments) {
        target = Target.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    }

    public static void fuzzerTestOneInput(byte[] bytes) {
        target.feed(bytes);
    }

    /** @param arguments a folder, which gets one for each target */
    public static void main(String[] arguments) throws IOException {
        for (var each : Target.values()) {
            var folder = Path.of(arguments[0], each.name().toLowerCase(Locale.ROOT));
            Files.createDirectories(folder);
            int number = 0;
            for (var seed : each.seeds().toList()) {
                Files.write(folder.resolve("seed" + number++), seed);
            }
            System.out.println(folder.getFileName());
        }
    }
}
