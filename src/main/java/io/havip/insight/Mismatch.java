package io.havip.insight;

import java.util.List;

/**
 * What does not fit together on two nodes.
 *
 * @param broken whether the two can't work like this: they would both be active, or never hear each other
 * @param places where it is written: file, line and column, as far as that is known
 */
public record Mismatch(boolean broken, String sentence, String mend, List<String> places) {
    public Mismatch {
        places = List.copyOf(places);
    }

    /** As {@code check} shows it. */
    String text() {
        String at = places.isEmpty() ? "" : "    at: " + String.join(", ", places) + "\n";
        return "  %s: %s\n%s    mend: %s\n".formatted(broken ? "error" : "warning", sentence, at, mend);
    }
}
