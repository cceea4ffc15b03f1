package io.havip.cloud;

/** Text that somebody else has written. */
public final class Stranger {
    private static final int LENGTH_MAX = 200;

    private Stranger() {}

    /** In a sentence of ours: without what a terminal obeys, and no longer than 200 characters. */
    public static String quoted(String text) {
        String clean =
                text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
        return clean.length() > LENGTH_MAX ? clean.substring(0, LENGTH_MAX) + "..." : clean;
    }
}
