package io.havip.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;

/** For how long the host has been running: {@code proc_uptime(5)}. */
public final class Uptime {
    private static final int NANOS_DIGITS = 9;

    private Uptime() {}

    /** To 10 ms. */
    public static long nanos() {
        try {
            var seconds = Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0];
            return new BigDecimal(seconds).movePointRight(NANOS_DIGITS).longValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
