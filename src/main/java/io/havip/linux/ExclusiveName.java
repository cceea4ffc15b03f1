package io.havip.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A name that one process of a network namespace can have at a time: that of an abstract UNIX socket ({@code unix(7)}). The
 * kernel takes it back from a process that is gone. Any user may have taken it, so that nothing grave may follow from it.
 */
public final class ExclusiveName extends Descriptor {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int PATH_OFFSET = 3;
    private static final int LENGTH_MAX = 107;

    private ExclusiveName() {
        super(Libc.check("socket(unix)", Libc.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0)));
    }

    /**
     * Takes it, unless somebody has it.
     *
     * @param name its first {@value #LENGTH_MAX} bytes count
     * @throws ErrnoException e.g. when the process has too many files open
     */
    public static Optional<ExclusiveName> take(String name) {
        var taken = new ExclusiveName();
        try (var arena = Arena.ofConfined()) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            int length = Math.min(bytes.length, LENGTH_MAX);
            // struct sockaddr_un: family, and a path whose first byte, 0, makes it a name.
            var address = arena.allocate(PATH_OFFSET + length, 2);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(bytes, 0, address, JAVA_BYTE, PATH_OFFSET, length);
            int bound = Libc.bind(taken.fd(), address);
            if (bound == -Errno.EADDRINUSE) {
                taken.close();
                return Optional.empty();
            }
            Libc.check("bind(unix)", bound);
            return Optional.of(taken);
        } catch (ErrnoException e) {
            taken.close();
            throw e;
        }
    }
}
