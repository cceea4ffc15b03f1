package io.havip.linux;

/** The error numbers that callers tell apart; {@code errno(3)}, the same on every architecture that we run on. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int ENXIO = 6;
    public static final int EAGAIN = 11;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int EAFNOSUPPORT = 97;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENETDOWN = 100;
    public static final int ENETUNREACH = 101;
    public static final int ENOBUFS = 105;
    public static final int EHOSTUNREACH = 113;

    private Errno() {}

    /** Whether the same call may well succeed at once: the kernel was busy, out of memory, interrupted, or in between. */
    public static boolean passing(int errno) {
        return errno == EBUSY || errno == ENOBUFS || errno == EINTR || errno == ENETDOWN;
    }
}
