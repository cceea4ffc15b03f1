package io.havip.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A right of root's that a process can have on its own ({@code capabilities(7)}). */
public enum Capability {
    /** Addresses come and go. */
    NET_ADMIN(12),
    /** Raw sockets and Ethernet frames. */
    NET_RAW(13);

    private static final String EFFECTIVE = "CapEff:";

    private final int bit;

    Capability(int bit) {
        this.bit = bit;
    }

    /** Whether the calling thread has it in effect. */
    public boolean held() {
        try (var lines = Files.lines(Path.of("/proc/thread-self/status"))) {
            long effective = lines.filter(line -> line.startsWith(EFFECTIVE))
                    .mapToLong(line -> Long.parseUnsignedLong(
                            line.substring(EFFECTIVE.length()).strip(), 16))
                    .findFirst()
                    .orElseThrow();
            return (effective >> bit & 1) == 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
