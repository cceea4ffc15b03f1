package io.havip.linux;

/** Signals to other processes ({@code signal(7)}; the numbers are those of x86 and ARM). */
public enum ProcessSignal {
    KILL(9),
    USR2(12);

    private final int number;

    ProcessSignal(int number) {
        this.number = number;
    }

    /** Sends it; a process that has ended does not mind. */
    public void send(long pid) {
        deliver((int) pid);
    }

    /** Whether a process has a handler for it: one that is about to have it may lose it, or end by it. */
    public boolean caughtBy(long pid) {
        return (Proc.caughtSignals(pid) >>> (number - 1) & 1) != 0;
    }

    /** Sends it to every process of a group, which the given process leads or led. */
    public void sendToGroup(long leader) {
        deliver((int) -leader);
    }

    private void deliver(int target) {
        int result = Libc.kill(target, number);
        if (result != -Errno.ESRCH) {
            Libc.check("kill", result);
        }
    }
}
