package io.havip.config.text;

/** Both ends are included. */
public record Range(long min, long max) {
    public static final Range PORT = new Range(1, 65_535);
    /** The kernel's routing scopes. */
    public static final Range SCOPE = new Range(0, 255);

    public boolean contains(long value) {
        return min <= value && value <= max;
    }
}
