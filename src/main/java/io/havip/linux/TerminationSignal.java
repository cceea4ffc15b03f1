package io.havip.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * SIGTERM, noticed a millisecond sooner than by the Java machine, which hands a signal from thread to thread and makes a new
 * one for it. The C library's {@code eventfd_write(int fd, eventfd_t value)} is itself the handler ({@code sigaction(2)}): what
 * it takes for the descriptor is the signal's number, so the eventfd has that as its own; what it takes for the value is the
 * address of a {@code siginfo_t}, which is never zero. That call is nothing but a {@code write(2)}, and safe in a handler.
 */
public final class TerminationSignal implements AutoCloseable {
    /** SIGTERM's number, and the descriptor's. */
    public static final int NUMBER = 15;

    private static final Path RESERVED = Path.of("/proc/self/fd/" + NUMBER);
    private static final Path PLACEHOLDER = Path.of("/dev/null");

    private static final int EFD_CLOEXEC = 0x80000;
    private static final int O_CLOEXEC = 0x80000;

    private static final int SA_SIGINFO = 4;
    private static final int SA_ONSTACK = 0x08000000;
    private static final int SA_RESTART = 0x10000000;

    /** {@code struct sigaction}: the handler, the blocked signals (none), the flags, and what only the C library fills in. */
    private static final long SIGACTION_BYTES = 152;

    private static final long SIGACTION_FLAGS = 136;

    private static final int REHEARSALS = 2_000;

    private final MemorySegment count = Arena.global().allocate(JAVA_LONG);
    private final MemorySegment one = Arena.global().allocateFrom(JAVA_LONG, 1);
    private volatile boolean closed;

    private TerminationSignal() {}

    /** Whether the launcher has kept the descriptor free: the Java machine gives it to the first file that comes. */
    public static boolean reserved() {
        try {
            return Files.readSymbolicLink(RESERVED).equals(PLACEHOLDER);
        } catch (IOException none) {
            return false;
        }
    }

    /** Takes the signal over, for good. Only where the descriptor is {@link #reserved}. */
    public static TerminationSignal take() {
        int eventFd = Libc.check("eventfd", Libc.eventfd(0, EFD_CLOEXEC));
        Libc.check("dup3", Libc.dup3(eventFd, NUMBER, O_CLOEXEC));
        Libc.close(eventFd);
        var signal = new TerminationSignal();
        signal.rehearse();
        try (var arena = Arena.ofConfined()) {
            var action = arena.allocate(SIGACTION_BYTES, Long.BYTES);
            action.set(JAVA_LONG, 0, LibcFunction.address("eventfd_write").address());
            action.set(JAVA_INT, SIGACTION_FLAGS, SA_SIGINFO | SA_ONSTACK | SA_RESTART);
            Libc.check("sigaction", Libc.sigaction(NUMBER, action, MemorySegment.NULL));
        }
        return signal;
    }

    /**
     * Waits until the signal has come since the last time, however often. One thread may call this.
     *
     * @return false once this is closed
     */
    public boolean await() {
        int read = Libc.read(NUMBER, count);
        if (read != -Errno.EINTR) {
            Libc.check("read(eventfd)", read);
        }
        return !closed;
    }

    /** Ends the wait: the Java machine's own end takes 0.3 s more for a thread that is in the C library. */
    @Override
    public void close() {
        closed = true;
        wake();
    }

    private void wake() {
        Libc.check("write(eventfd)", Libc.write(NUMBER, one));
    }

    /** What reads and writes is compiled only when it has been used often, and the signal comes but once: before it can. */
    private void rehearse() {
        for (int i = 0; i < REHEARSALS; i++) {
            wake();
            await();
        }
    }
}
