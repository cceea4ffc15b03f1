package io.havip.linux;

/**
 * A process that need not be a child, and that no reuse of its number can be mistaken for: {@code pidfd_open(2)}. Readable
 * once the process has exited, for ever.
 */
public final class PidFd extends Descriptor {

    // The C library has the function itself only since glibc 2.36; the number is the same on every architecture.
    private static final long SYS_PIDFD_OPEN = 434;

    private PidFd(int fd) {
        super(fd);
    }

    /**
     * Takes hold of a process that runs now.
     *
     * @throws ErrnoException with {@link Errno#ESRCH} when there is no such process
     */
    public static PidFd open(long pid) {
        return new PidFd(Libc.check("pidfd_open", Libc.syscall(SYS_PIDFD_OPEN, pid, 0)));
    }
}
