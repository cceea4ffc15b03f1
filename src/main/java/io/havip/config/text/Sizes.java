package io.havip.config.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of bytes as people write them. */
public final class Sizes {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(kB|MB|GB)");

    private Sizes() {}

    /** The largest comes first. */
    private enum Unit {
        GB(1_000_000_000),
        MB(1_000_000),
        KB(1_000);

        private final long bytes;

        Unit(long bytes) {
            this.bytes = bytes;
        }

        private String text() {
            return this == KB ? "kB" : name();
        }
    }

    /** As a whole number of the largest unit that allows it, e.g. {@code 10MB}. */
    public static String show(long bytes) {
        return Arrays.stream(Unit.values())
                .filter(unit -> bytes % unit.bytes == 0)
                .findFirst()
                .map(unit -> bytes / unit.bytes + unit.text())
                .orElse(bytes + "B");
    }

    /** How many bytes a text says, if it says any. */
    static Optional<Long> bytes(String text) {
        return Optional.of(SIZE.matcher(text))
                .filter(Matcher::matches)
                .map(size -> Long.parseLong(size.group(1))
                        * Unit.valueOf(size.group(2).toUpperCase(Locale.ROOT)).bytes);
    }
}
