package io.havip.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Waits until a descriptor is readable or has failed: {@code epoll(7)}, level-triggered. */
public final class Epoll extends Descriptor {

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLLIN = 1;
    private static final int WITHOUT_TIMEOUT = -1;
    private static final int AT_ONCE = 0;
    private static final int CAPACITY = 64;

    // struct epoll_event is packed on x86-64 alone.
    private static final int DATA_OFFSET = "amd64".equals(System.getProperty("os.arch")) ? 4 : 8;
    private static final int EVENT_SIZE = DATA_OFFSET + 8;

    private final MemorySegment event = Arena.ofAuto().allocate(EVENT_SIZE, 8);
    private final MemorySegment events = Arena.ofAuto().allocate((long) EVENT_SIZE * CAPACITY, 8);

    public Epoll() {
        super(Libc.check("epoll_create1", Libc.epollCreate(EPOLL_CLOEXEC)));
    }

    /**
     * Watches a descriptor.
     *
     * @param tag what {@link #await} answers with when it is ready
     */
    public void add(int fd, int tag) {
        event.set(JAVA_INT_UNALIGNED, 0, EPOLLIN);
        event.set(JAVA_LONG_UNALIGNED, DATA_OFFSET, tag);
        Libc.check("epoll_ctl", Libc.epollControl(fd(), EPOLL_CTL_ADD, fd, event));
    }

    /**
     * Waits, without a limit, until something is ready.
     *
     * @param readyTags receives the tags of what is ready; what does not fit is answered by the next call
     * @return how many, at least 1
     */
    public int await(int[] readyTags) {
        return ready(readyTags, WITHOUT_TIMEOUT);
    }

    /** What is ready now, perhaps nothing; as {@link #await}. */
    public int look(int[] readyTags) {
        return ready(readyTags, AT_ONCE);
    }

    private int ready(int[] readyTags, int timeoutMillis) {
        int capacity = Math.min(readyTags.length, CAPACITY);
        int count;
        do {
            count = Libc.epollWait(fd(), events, capacity, timeoutMillis);
        } while (count == -Errno.EINTR);
        Libc.check("epoll_wait", count);
        for (int i = 0; i < count; i++) {
            readyTags[i] = (int) events.get(JAVA_LONG_UNALIGNED, (long) i * EVENT_SIZE + DATA_OFFSET);
        }
        return count;
    }
}
