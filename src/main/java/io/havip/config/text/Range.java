package io.havip.config.text;

/** Both ends are included. */
public record Range(long min, long max) {
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000 * MILLISECOND;
    private static final long DAY = 86_400 * SECOND;

    public static final Range VRID = new Range(1, 255);
    public static final Range PRIORITY = new Range(1, 255);
    /** The number of a key of {@code auth_hmac}. */
    public static final Range KEY_NUMBER = new Range(1, 255);

    /** How far clocks may differ with {@code auth_hmac}. */
    public static final Range TIME_WINDOW_SECONDS = new Range(1, 300);

    public static final Range TIME_WINDOW_NANOS = new Range(SECOND, 300 * SECOND);

    public static final Range PORT = new Range(1, 65_535);
    public static final Range WEIGHT = new Range(-253, 253);
    /** Of tracked processes and files. */
    public static final Range WIDE_WEIGHT = new Range(-254, 254);
    /** How many processes have to run, or may. */
    public static final Range QUORUM = new Range(0, 65_535);

    public static final Range HOP_LIMIT = new Range(0, 255);
    /** Of what is sent. */
    public static final Range SENT_HOP_LIMIT = new Range(1, 255);

    public static final Range SCOPE = new Range(0, 255);
    /** How many announcements are sent at a time. */
    public static final Range REPEAT = new Range(1, 100);
    /** Likewise when another router has claimed the role. */
    public static final Range CONTESTED_REPEAT = new Range(0, 100);
    /** Advertisement intervals in an Active_Down_Interval. */
    public static final Range ACTIVE_DOWN_INTERVALS = new Range(1, 100);
    /** {@code rise} and {@code fall}. */
    public static final Range COUNT = new Range(1, 1_000);

    public static final Range PREEMPT_DELAY_NANOS = new Range(0, 1_000 * SECOND);
    public static final Range ANNOUNCE_DELAY_NANOS = new Range(0, DAY);
    public static final Range ANNOUNCE_INTERVAL_NANOS = new Range(0, 10 * SECOND);
    /** Between the runs of a script, and how long one may take. */
    public static final Range SCRIPT_NANOS = new Range(10 * MILLISECOND, DAY);
    /** How long a program at the start or end may take. */
    public static final Range PROGRAM_NANOS = new Range(SECOND, 1_000 * SECOND);
    /** Likewise, in seconds. */
    public static final Range PROGRAM_SECONDS = new Range(1, 1_000);
    /** Until a change of an interface counts. */
    public static final Range INTERFACE_DELAY_NANOS = new Range(0, 255 * SECOND);
    /** Until instances take part. */
    public static final Range STARTUP_DELAY_NANOS = new Range(0, DAY);
    /** Until processes that came or went count. */
    public static final Range PROCESS_DELAY_NANOS = new Range(0, DAY);
    /** Between the checks of HAProxy, and how long one may take. */
    public static final Range CHECK_NANOS = new Range(MILLISECOND, 60 * SECOND);
    /** What either version allows: which one it is shows later. */
    public static final Range ADVERTISEMENT_NANOS = new Range(10 * MILLISECOND, 255 * SECOND);

    /** What a tracked file may be initialized to. */
    public static final Range FILE_VALUE = new Range(-999_999_999, 999_999_999);

    public boolean contains(long value) {
        return min <= value && value <= max;
    }
}
