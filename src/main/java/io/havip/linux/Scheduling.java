package io.havip.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.util.function.Predicate;

/** How the kernel schedules threads of this process. */
public final class Scheduling {

    private static final int CALLING_THREAD = 0;
    private static final int SCHED_RR = 2;
    private static final int SCHED_RESET_ON_FORK = 0x40000000;
    private static final int RLIMIT_RTTIME = 15;
    /** As much of it as the kernel keeps. */
    private static final String SIGNAL_DISPATCHER = "Signal Dispatch";

    private Scheduling() {}

    /**
     * Moves the calling thread to SCHED_RR. Threads and processes that it starts later are scheduled normally again
     * (SCHED_RESET_ON_FORK).
     *
     * @param priority 1..99
     * @return whether it was allowed: it takes CAP_SYS_NICE or an RLIMIT_RTPRIO
     */
    public static boolean realtime(int priority) {
        return realtime(CALLING_THREAD, SCHED_RR | SCHED_RESET_ON_FORK, priority);
    }

    /**
     * Moves the threads that the process has now to SCHED_RR, as {@link #realtime} does with the calling one; and, with the one
     * that the Java machine has for that, those that it starts for each signal: a busy host keeps none of them waiting.
     *
     * @param priority 1..99
     * @param others by their names, of which the kernel keeps 15 characters: which threads stay as they are
     * @return whether it was allowed
     */
    public static boolean realtimeProcess(int priority, Predicate<String> others) {
        var threads = Proc.threads();
        threads.values().removeIf(others);
        boolean allowed = !threads.isEmpty();
        for (var thread : threads.entrySet()) {
            int resets = thread.getValue().equals(SIGNAL_DISPATCHER) ? 0 : SCHED_RESET_ON_FORK;
            allowed &= realtime(thread.getKey(), SCHED_RR | resets, priority);
        }
        return allowed;
    }

    /** Why that was not allowed, with what mends it. */
    public static String refusal() {
        return refusal(Capability.SYS_NICE.held());
    }

    static String refusal(boolean capable) {
        return capable
                ? "the control group of this process has no real-time budget: give it and those above one in"
                        + " cpu.rt_runtime_us, or leave real-time scheduling off"
                : "CAP_SYS_NICE is missing";
    }

    private static boolean realtime(int thread, int policy, int priority) {
        try (var arena = Arena.ofConfined()) {
            int result = Libc.schedSetscheduler(thread, policy, arena.allocateFrom(JAVA_INT, priority));
            if (result == -Errno.EPERM) {
                return false;
            }
            boolean ended = thread != CALLING_THREAD && result == -Errno.ESRCH;
            if (!ended) {
                Libc.check("sched_setscheduler", result);
            }
            return true;
        }
    }

    /**
     * Guards the machine against a real-time thread that runs wild: after so much processor time without a blocking call,
     * the kernel sends SIGXCPU, which ends the process. It counts for every real-time thread of the process; give the
     * compiler's and the collector's room where they are real-time too. The hard limit stays.
     *
     * @param micros of processor time, above 0
     */
    public static void limitRealtimeBurst(long micros) {
        try (var arena = Arena.ofConfined()) {
            // struct rlimit: soft, then hard.
            var limit = arena.allocate(JAVA_LONG, 2);
            Libc.check("getrlimit", Libc.getrlimit(RLIMIT_RTTIME, limit));
            limit.setAtIndex(JAVA_LONG, 0, micros);
            Libc.check("setrlimit", Libc.setrlimit(RLIMIT_RTTIME, limit));
        }
    }
}
