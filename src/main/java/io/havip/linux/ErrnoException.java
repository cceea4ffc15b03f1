package io.havip.linux;

/** A system call failed. */
public final class ErrnoException extends RuntimeException {
    private final int errno;

    public ErrnoException(String call, int errno, String explanation) {
        super(call + ": " + explanation + " (errno " + errno + ")");
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }

    /** See {@link Errno#passing}. */
    public boolean passing() {
        return Errno.passing(errno);
    }
}
