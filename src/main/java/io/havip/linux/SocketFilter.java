package io.havip.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.util.List;

/** What the kernel keeps from a socket before it takes up room: a classic BPF program ({@code socket(7)}, SO_ATTACH_FILTER). */
final class SocketFilter {
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int STEP_SIZE = 8;
    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;

    static final Step TAKE = new Step(RETURN, 0, 0, -1);
    static final Step DROP = new Step(RETURN, 0, 0, 0);

    private SocketFilter() {}

    /** Of struct sock_filter: how many steps are skipped where it is so, and where it is not. */
    record Step(int code, int whenTrue, int whenFalse, int value) {}

    /** @param offset of four bytes of a message, which the following steps compare in network order */
    static Step load(int offset) {
        return new Step(LOAD_WORD, 0, 0, offset);
    }

    static Step skipUnless(int value) {
        return new Step(JUMP_IF_EQUAL, 0, 1, value);
    }

    /** @throws ErrnoException for a program that the kernel refuses */
    static void attach(int fd, List<Step> steps) {
        try (var arena = Arena.ofConfined()) {
            var program = arena.allocate((long) steps.size() * STEP_SIZE, 8);
            for (int i = 0; i < steps.size(); i++) {
                var step = steps.get(i);
                var at = program.asSlice((long) i * STEP_SIZE, STEP_SIZE);
                at.set(JAVA_SHORT, 0, (short) step.code());
                at.set(JAVA_BYTE, 2, (byte) step.whenTrue());
                at.set(JAVA_BYTE, 3, (byte) step.whenFalse());
                at.set(JAVA_INT, 4, step.value());
            }
            // struct sock_fprog
            var filter = arena.allocate(16, 8);
            filter.set(JAVA_SHORT, 0, (short) steps.size());
            filter.set(ADDRESS, 8, program);
            Libc.check("setsockopt(filter)", Libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, filter));
        }
    }
}
