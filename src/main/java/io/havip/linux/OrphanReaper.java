package io.havip.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * What init does for a container whose first process is this one: takes note of the end of processes whose parents ended
 * before them, so that none stays behind as a zombie.
 *
 * <p>The Java machine waits for the processes that it started itself, each on a thread of its own, and their exit status
 * must not be taken from it. So a process that has ended is looked at first, and reaped only if nobody came for it until
 * the next round.
 */
public final class OrphanReaper {
    private static final int INIT = 1;
    private static final long ROUND_MILLIS = 1_000;

    // waitid(2)
    private static final int P_ALL = 0;
    private static final int P_PID = 1;
    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x01000000;
    private static final int SIGINFO_SIZE = 128;
    private static final int SIGINFO_PID = 16;

    private static final int NOBODY = 0;

    private final MemorySegment info = Arena.ofAuto().allocate(SIGINFO_SIZE, 8);
    private int unclaimed = NOBODY;

    OrphanReaper() {}

    /** Starts reaping if this process is the first one of its container. */
    public static void startAsInit(Workers workers) {
        if (ProcessHandle.current().pid() == INIT) {
            workers.start("orphan-reaper", new OrphanReaper()::run);
        }
    }

    private void run() throws InterruptedException {
        while (true) {
            round();
            TimeUnit.MILLISECONDS.sleep(ROUND_MILLIS);
        }
    }

    /** Reaps the process that the round before found ended, if it is still there, and then looks for the next. */
    void round() {
        int ended = ended();
        while (ended != NOBODY && ended == unclaimed) {
            Libc.waitid(P_PID, ended, info, WEXITED | WNOHANG);
            ended = ended();
        }
        unclaimed = ended;
    }

    /** The child that has ended and that nobody has waited for, the first one of them. */
    private int ended() {
        info.set(JAVA_INT, SIGINFO_PID, NOBODY);
        int result = Libc.waitid(P_ALL, 0, info, WEXITED | WNOHANG | WNOWAIT);
        return result < 0 ? NOBODY : info.get(JAVA_INT, SIGINFO_PID);
    }
}
