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

    /**
     * A node has an address of a virtual router under another VRID than the others.
     *
     * @param node what it is called
     * @param vrid that VRID
     * @param instance the name of the virtual router there
     */
    public static Mismatch anotherVrid(String node, int vrid, String instance, List<String> places) {
        return new Mismatch(
                true,
                "%s has such an address under VRID %d (%s): neither hears the other, and both would be active"
                        .formatted(node, vrid, instance),
                "give the virtual router the same VRID on all nodes",
                places);
    }

    /** As {@code check} shows it. */
    String text() {
        String at = places.isEmpty() ? "" : "    at: " + String.join(", ", places) + "\n";
        return "  %s: %s\n%s    mend: %s\n".formatted(broken ? "error" : "warning", sentence, at, mend);
    }
}
