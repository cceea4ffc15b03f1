package io.havip.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Wakes the thread that waits for it: {@code eventfd(2)}. Readable from a signal on, until it is acknowledged. */
public final class EventFd extends Descriptor {

    private static final int EFD_NONBLOCK_CLOEXEC = 0x80800;

    private final MemorySegment one = Arena.ofAuto().allocateFrom(JAVA_LONG, 1);
    private final MemorySegment count = Arena.ofAuto().allocate(JAVA_LONG);

    public EventFd() {
        super(Libc.check("eventfd", Libc.eventfd(0, EFD_NONBLOCK_CLOEXEC)));
    }

    /** Makes it readable. Any thread may call this, any number of times. */
    public void signal() {
        int written = Libc.write(fd(), one);
        // A counter that is full has not been acknowledged yet: it is readable already.
        if (written != -Errno.EAGAIN) {
            Libc.check("write(eventfd)", written);
        }
    }

    /** Makes it unreadable, however often it was signalled. */
    public void acknowledge() {
        int read = Libc.read(fd(), count);
        if (read != -Errno.EAGAIN) {
            Libc.check("read(eventfd)", read);
        }
    }
}
