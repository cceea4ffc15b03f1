package io.havip.observe;

import io.havip.linux.Errno;
import java.util.Arrays;

/** Why the host did not send an advertisement: the label {@code errno} of the failures, in the words of {@code errno(3)}. */
enum SendRefusal {
    /** A packet filter of this host drops it. */
    EPERM(Errno.EPERM),
    /** The interface has gone. */
    ENODEV(Errno.ENODEV),
    /** The source is no address of this host: IPv6. */
    EINVAL(Errno.EINVAL),
    EADDRNOTAVAIL(Errno.EADDRNOTAVAIL),
    ENETDOWN(Errno.ENETDOWN),
    ENETUNREACH(Errno.ENETUNREACH),
    /** The queue of the interface is full. */
    ENOBUFS(Errno.ENOBUFS),
    EHOSTUNREACH(Errno.EHOSTUNREACH),
    OTHER(0);

    private final int errno;

    SendRefusal(int errno) {
        this.errno = errno;
    }

    static SendRefusal of(int errno) {
        return Arrays.stream(values())
                .filter(refusal -> refusal.errno == errno)
                .findFirst()
                .orElse(OTHER);
    }
}
