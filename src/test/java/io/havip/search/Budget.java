package io.havip.search;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How many mishaps of each kind a life may have. */
record Budget(int losses, int delays, int duplicates, int changes) {
    /** For people. */
    String text() {
        return Stream.of(
                        count(losses, "loss", "losses"),
                        count(delays, "delay", "delays"),
                        count(duplicates, "duplicate", "duplicates"),
                        count(changes, "change", "changes"))
                .filter(kind -> !kind.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String count(int count, String one, String several) {
        return count == 0 ? "" : count + " " + (count == 1 ? one : several);
    }
}
