package io.havip.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** What the kernel permits this program beyond what every program may ({@code capabilities(7)}). */
public final class Privileges {
    // _LINUX_CAPABILITY_VERSION_3: two elements of struct __user_cap_data_struct, for capabilities 0..31 and 32..63.
    private static final int VERSION_3 = 0x20080522;
    private static final int ELEMENT_SIZE = 12;
    private static final int EFFECTIVE = 0;
    private static final int PERMITTED = 4;
    private static final int INHERITABLE = 8;

    private static final int NET_BIND_SERVICE = 10;
    private static final int NET_ADMIN = 12;
    private static final int PR_CAP_AMBIENT = 47;
    private static final int PR_CAP_AMBIENT_RAISE = 2;
    private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;

    private Privileges() {}

    /**
     * Brings into effect what the kernel permits, for the calling thread and the threads that it starts from now on.
     *
     * <p>An executable file that grants capabilities to whoever runs it may grant some that the container was not given:
     * marked as effective, they would keep it from being run at all, without a word of what is missing. So they are marked
     * as permitted, and the program itself does the rest. Programs that it starts inherit the right to listen on ports
     * below 1024, and nothing else, unless they run as root; {@code nft} has what it needs besides.
     */
    public static void assume() {
        change(data -> {
            data.set(JAVA_INT, INHERITABLE, permits(data, NET_BIND_SERVICE) ? 1 << NET_BIND_SERVICE : 0);
            data.set(JAVA_INT, ELEMENT_SIZE + INHERITABLE, 0);
            bringIntoEffect(data, 0);
            bringIntoEffect(data, ELEMENT_SIZE);
        });
        Libc.check("prctl", Libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0));
        passOn(NET_BIND_SERVICE);
    }

    /** Starts a program that has CAP_NET_ADMIN, if this one has: a thread of its own passes it on, and no other program. */
    static Process startAdministrator(ProcessBuilder program) throws IOException {
        var started = new FutureTask<>(() -> {
            passOn(NET_ADMIN);
            return program.start();
        });
        Thread.ofPlatform().name("administrator").start(started);
        try {
            return started.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** To the programs that the calling thread starts. Does nothing with a capability that this program does not have. */
    private static void passOn(int capability) {
        var permitted = new AtomicBoolean();
        change(data -> {
            permitted.set(permits(data, capability));
            if (permitted.get()) {
                data.set(JAVA_INT, INHERITABLE, data.get(JAVA_INT, INHERITABLE) | 1 << capability);
            }
        });
        if (permitted.get()) {
            Libc.check("prctl", Libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability));
        }
    }

    /** Changes the calling thread's sets of capabilities. */
    private static void change(Consumer<MemorySegment> change) {
        try (var arena = Arena.ofConfined()) {
            var header = arena.allocate(8, 4);
            header.set(JAVA_INT, 0, VERSION_3);
            var data = arena.allocate(2 * ELEMENT_SIZE, 4);
            Libc.check("capget", Libc.capget(header, data));
            change.accept(data);
            Libc.check("capset", Libc.capset(header, data));
        }
    }

    private static boolean permits(MemorySegment data, int capability) {
        return (data.get(JAVA_INT, PERMITTED) >> capability & 1) == 1;
    }

    private static void bringIntoEffect(MemorySegment data, int element) {
        data.set(JAVA_INT, element + EFFECTIVE, data.get(JAVA_INT, element + PERMITTED));
    }
}
