package io.havip.announce;

/**
 * When which address of a virtual router is announced next; keepalived's schedule, sans-IO.
 *
 * <p>A round goes over all addresses again and again ({@code repeat} times), so that with many addresses each is announced
 * once before any is announced twice. There is a round at the start, one after the delay, and one at every refresh. How far
 * apart those of a round are is not its business: see {@link AnnouncementPace}.
 */
public final class AnnouncementSchedule {
    public static final long NEVER = Long.MAX_VALUE;

    private final AnnouncementSettings settings;
    private final int addressCount;
    private final long startNanos;

    private Round round = Round.FIRST;
    private int sentInRound;
    private long nextNanos;

    private enum Round {
        FIRST,
        SECOND,
        REFRESH
    }

    /** @param addressCount at least 1 */
    public AnnouncementSchedule(AnnouncementSettings settings, int addressCount, long startNanos) {
        this.settings = settings;
        this.addressCount = addressCount;
        this.startNanos = startNanos;
        this.nextNanos = startNanos;
    }

    /** When {@link #next} is due, at the earliest; {@link #NEVER} when the schedule has ended. */
    public long nextNanos() {
        return nextNanos;
    }

    /** The index of the address to announce next. */
    public int index() {
        return sentInRound % addressCount;
    }

    /** The first of each address has been sent: moves on to the second. */
    public void begun(long nowNanos) {
        for (int i = 0; i < addressCount; i++) {
            next(nowNanos);
        }
    }

    /** Moves on to the one after it. */
    public void next(long nowNanos) {
        // What had to wait, or was kept from running, puts off what comes after it: no refresh is made up for.
        nextNanos = Math.max(nextNanos, nowNanos);
        sentInRound++;
        if (sentInRound == frames()) {
            enterNextRound();
        }
    }

    private int frames() {
        return addressCount
                * (round == Round.REFRESH
                        ? settings.refresh().repeat()
                        : settings.takeover().repeat());
    }

    private void enterNextRound() {
        sentInRound = 0;
        if (round == Round.FIRST && settings.takeover().delayNanos() > 0) {
            round = Round.SECOND;
            nextNanos = Math.max(nextNanos, startNanos + settings.takeover().delayNanos());
            return;
        }
        round = Round.REFRESH;
        long refreshNanos = settings.refresh().everyNanos();
        nextNanos =
                refreshNanos > 0 ? startNanos + ((nextNanos - startNanos) / refreshNanos + 1) * refreshNanos : NEVER;
    }
}
