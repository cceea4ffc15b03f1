package io.havip.vrrp;

/** The protocol version of a virtual router. The two differ in their timers and in what is on the wire. */
public enum Version {
    /** RFC 3768: IPv4 only, intervals in whole seconds, optional simple password. */
    V2(2),
    /** RFC 9568: IPv4 and IPv6, intervals in centiseconds, no authentication. */
    V3(3);

    private static final long SECOND_NANOS = 1_000_000_000L;

    private final int number;

    Version(int number) {
        this.number = number;
    }

    /** The number in the packet's version field: 2 or 3. */
    public int number() {
        return number;
    }

    /**
     * {@code Skew_Time}: how much later than its peers a router of this priority may take over (RFC 3768 section 6.1: a
     * fraction of a second; RFC 9568 section 6.1: a fraction of the interval).
     *
     * @param priority 1..255
     * @param intervalNanos the Active's advertisement interval
     * @return nanoseconds
     */
    public long skewTimeNanos(int priority, long intervalNanos) {
        long unit = this == V2 ? SECOND_NANOS : intervalNanos;
        return (256 - priority) * unit / 256;
    }
}
