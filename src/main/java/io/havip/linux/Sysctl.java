package io.havip.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Settings of the kernel's network, below {@code /proc/sys/net}; the network namespace is the calling thread's. */
public final class Sysctl {
    private static final Path NET = Path.of("/proc/sys/net");

    private Sysctl() {}

    /** A setting, e.g. of {@code ipv4/conf/eth0/rp_filter}; empty where there is no such setting. */
    public static Optional<String> read(String path) {
        try {
            return Optional.of(Files.readString(NET.resolve(path)).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Changes a setting.
     *
     * @throws IOException where it may not be written, as in most containers, or does not exist
     */
    public static void write(String path, String value) throws IOException {
        Files.writeString(NET.resolve(path), value);
    }
}
