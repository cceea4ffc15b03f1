package io.havip.vrrp;

/**
 * What an Active does again and again: advertise, renew the lease of its addresses, and announce them anew where others have
 * told the network something else. Times are those of {@link VirtualRouter}.
 */
final class Tenure {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long LEASE_SECONDS_MIN = 2;
    /**
     * A foreign Active that can't hear us would otherwise make us announce at each of its advertisements. An announcement
     * that is due too soon is put off, never dropped: the foreign one may have announced since our last.
     */
    private static final long REANNOUNCE_INTERVAL_NANOS = SECOND_NANOS;

    /** An interval is a number of hundredths of a second, of which this is a divisor in nanoseconds. */
    private static final int SLOTS = 128;

    private VirtualRouterSettings settings;
    private long nextSentAtNanos;
    private long lastSentAtNanos;
    private long leasedAtNanos;
    private long announcedAtNanos;
    private boolean contested;

    Tenure(VirtualRouterSettings settings) {
        this.settings = settings;
    }

    void change(VirtualRouterSettings changed) {
        settings = changed;
    }

    /** From now on, or anew with other settings. */
    void begin(long nowNanos) {
        leasedAtNanos = nowNanos;
        announcedAtNanos = nowNanos;
        contested = false;
        advertisesLater(nowNanos);
    }

    long nextSentAtNanos() {
        return nextSentAtNanos;
    }

    long lastSentAtNanos() {
        return lastSentAtNanos;
    }

    /**
     * The next advertisement is due in an interval, or a slot of it earlier at most: those of many virtual routers, which began one
     * after the other, are due at the same times, and are sent by one waking.
     */
    void advertisesLater(long nowNanos) {
        long intervalNanos = settings.timing().advertisementIntervalNanos();
        long dueNanos = nowNanos + intervalNanos;
        nextSentAtNanos = dueNanos - Math.floorMod(dueNanos, intervalNanos / SLOTS);
    }

    /** The one that was due has been sent. What was missed is not made up for. */
    void goOn(long nowNanos) {
        nextSentAtNanos += settings.timing().advertisementIntervalNanos();
        if (nextSentAtNanos <= nowNanos) {
            advertisesLater(nowNanos);
        }
    }

    void sent(long nowNanos) {
        lastSentAtNanos = nowNanos;
    }

    /** Whether it could not advertise for so long that others must have taken it for gone. */
    boolean stalled(long nowNanos) {
        return nowNanos - lastSentAtNanos > settings.activeDownIntervalNanos();
    }

    /** See {@link VirtualRouter#leaseSeconds()}. */
    long leaseSeconds() {
        return Math.max(LEASE_SECONDS_MIN, Math.ceilDiv(settings.activeDownIntervalNanos(), SECOND_NANOS));
    }

    /** Whether the lease is to be renewed: so often that what is left of it outlasts a stall that the Active survives. */
    boolean renews(long nowNanos) {
        boolean due =
                nowNanos - leasedAtNanos >= (leaseSeconds() * SECOND_NANOS - settings.activeDownIntervalNanos()) / 8;
        if (due) {
            leasedAtNanos = nowNanos;
        }
        return due;
    }

    /** Somebody else has told the network that the addresses are there. */
    void contest() {
        contested = true;
    }

    /** Whether that is to be answered now. */
    boolean announcesAgain(long nowNanos) {
        boolean due = contested && nowNanos - announcedAtNanos >= REANNOUNCE_INTERVAL_NANOS;
        if (due) {
            contested = false;
            announcedAtNanos = nowNanos;
        }
        return due;
    }
}
