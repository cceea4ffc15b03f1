package io.havip.config.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What the operator probably meant. */
public final class Suggestion {
    private static final int DISTANCE_MAX = 3;
    /** More are no help. */
    private static final int LISTED_MAX = 24;

    private Suggestion() {}

    /** "did you mean X?", or a list of what there is. */
    public static String mend(String written, Collection<String> known) {
        return closest(written, known).map(name -> "did you mean " + name + "?").orElseGet(() -> list(known));
    }

    private static String list(Collection<String> known) {
        if (known.isEmpty()) {
            return "remove it";
        }
        return known.size() > LISTED_MAX
                ? "remove it; the documentation lists all " + known.size() + " that belong here"
                : "one of: " + String.join(", ", known.stream().sorted().toList());
    }

    private static Optional<String> closest(String written, Collection<String> known) {
        int tolerated = Math.min(DISTANCE_MAX, written.length() / 2);
        return known.stream()
                .filter(name -> distance(written, name) <= tolerated)
                .min(Comparator.comparingInt((String name) -> distance(written, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein's distance, a hyphen counting as an underscore. */
    private static int distance(String left, String right) {
        if (Math.abs(left.length() - right.length()) > DISTANCE_MAX) {
            return DISTANCE_MAX + 1;
        }
        int[] above = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] row = new int[right.length() + 1];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                boolean same = fold(left.charAt(i - 1)) == fold(right.charAt(j - 1));
                row[j] = Math.min(above[j - 1] + (same ? 0 : 1), 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[right.length()];
    }

    private static char fold(char c) {
        return c == '_' ? '-' : Character.toLowerCase(c);
    }
}
