package io.havip.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * One absolute deadline: {@code timerfd_create(2)} on CLOCK_MONOTONIC, which is what {@link System#nanoTime()} reads on
 * Linux. Readable from the deadline on, until it is armed again or disarmed: it need not be read.
 */
public final class TimerFd extends Descriptor {

    private static final int CLOCK_MONOTONIC = 1;
    private static final int TFD_NONBLOCK_CLOEXEC = 0x80800;
    private static final int TFD_TIMER_ABSTIME = 1;

    // struct itimerspec: the period (never used: stays zero), then the expiration.
    private final MemorySegment setting = Arena.ofAuto().allocate(32, 8);

    public TimerFd() {
        super(Libc.check("timerfd_create", Libc.timerfdCreate(CLOCK_MONOTONIC, TFD_NONBLOCK_CLOEXEC)));
    }

    /**
     * Replaces the deadline.
     *
     * @param deadlineNanos on the clock of {@link System#nanoTime()}; one that has passed makes it readable at once
     */
    public void arm(long deadlineNanos) {
        // The kernel takes an expiration of zero as "disarm" and refuses one below.
        set(Math.max(1, deadlineNanos));
    }

    public void disarm() {
        set(0);
    }

    private void set(long nanos) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
        setting.setAtIndex(JAVA_LONG, 2, seconds);
        setting.setAtIndex(JAVA_LONG, 3, nanos - TimeUnit.SECONDS.toNanos(seconds));
        Libc.check("timerfd_settime", Libc.timerfdSettime(fd(), TFD_TIMER_ABSTIME, setting));
    }
}
