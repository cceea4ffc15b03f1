package io.havip.linux;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the kernel tells in {@code /proc} of the host and of its processes: {@code proc(5)}. What it lets be set is {@link Sysctl}'s. */
public final class Proc {
    private static final Path ROOT = Path.of("/proc");
    private static final int NANOS_DIGITS = 9;
    private static final String EFFECTIVE_CAPABILITIES = "CapEff:";
    private static final String OWN_THREADS = "/proc/self/task";
    private static final String CAUGHT_SIGNALS = "SigCgt:";

    private Proc() {}

    /** The ids of all processes that are there. */
    public static List<Long> processes() {
        try (var entries = Files.newDirectoryStream(ROOT, "[0-9]*")) {
            var found = new ArrayList<Long>();
            entries.forEach(
                    entry -> found.add(Long.parseLong(entry.getFileName().toString())));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process; empty when there is none of that id. */
    public static Optional<ProcessEntry> process(long pid) {
        try {
            return Optional.of(ProcessEntry.parse(read(pid + "/stat")));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** A process's program and arguments; empty if it has ended, or is about to become another program. */
    public static List<String> commandLine(long pid) {
        try {
            return List.of(read(pid + "/cmdline").split("\0"));
        } catch (IOException gone) {
            return List.of();
        }
    }

    /** The file of a process's program; empty if it has ended, or is somebody else's. */
    public static Optional<Path> program(long pid) {
        return link(pid, "exe");
    }

    /** A process's working directory; empty if it has ended, or is somebody else's. */
    public static Optional<Path> folder(long pid) {
        return link(pid, "cwd");
    }

    private static Optional<Path> link(long pid, String name) {
        try {
            return Optional.of(Files.readSymbolicLink(ROOT.resolve(pid + "/" + name)));
        } catch (IOException hidden) {
            return Optional.empty();
        }
    }

    /** The systemd service that a process is part of, without {@code .service}; empty if it is part of none. */
    public static Optional<String> service(long pid) {
        try {
            return service(controlGroups(Long.toString(pid)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** The control groups of a process, or of {@code self}, as the kernel lists them. */
    static String controlGroups(String process) throws IOException {
        return read(process + "/cgroup");
    }

    static Optional<String> service(String controlGroups) {
        var service =
                Pattern.compile("/([^/\\n]+)\\.service(/|$)", Pattern.MULTILINE).matcher(controlGroups);
        return service.results().map(match -> match.group(1)).reduce((_, innermost) -> innermost);
    }

    /**
     * Whether a process is in our network namespace. What may not be told, because it is somebody else's, counts as shared; one
     * that has ended is in none.
     */
    public static boolean sharesOurNetwork(long pid) {
        try {
            return network(Long.toString(pid)).equals(network("self"));
        } catch (NoSuchFileException gone) {
            return false;
        } catch (IOException hidden) {
            return true;
        }
    }

    /** Our network namespace's name in the kernel, e.g. {@code net:[4026531840]}. */
    public static String ourNetwork() throws IOException {
        return network("self").toString();
    }

    private static Path network(String process) throws IOException {
        return Files.readSymbolicLink(ROOT.resolve(process + "/ns/net"));
    }

    /** For how long the host has been running, to 10 ms. */
    public static long uptimeNanos() {
        try {
            return new BigDecimal(read("uptime").split(" ", 2)[0])
                    .movePointRight(NANOS_DIGITS)
                    .longValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The multicast groups that the interfaces of our network namespace hear; empty where that can't be told. */
    static Optional<Set<Membership>> memberships() {
        try {
            var all = new HashSet<>(Membership.ipv4(read("thread-self/net/igmp")));
            all.addAll(Membership.ipv6(ipv6Memberships()));
            return Optional.of(all);
        } catch (IOException hidden) {
            return Optional.empty();
        }
    }

    /** None without IPv6. */
    private static String ipv6Memberships() throws IOException {
        try {
            return read("thread-self/net/igmp6");
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** The name of this host, as the kernel has it. */
    public static String hostName() {
        try {
            return read("sys/kernel/hostname").strip();
        } catch (IOException e) {
            return "localhost";
        }
    }

    /** The ids of all threads of this process, with their names; empty if that can't be told. */
    static Map<Integer, String> threads() {
        var threads = Objects.requireNonNullElse(new File(OWN_THREADS).list(), new String[0]);
        return Stream.of(threads).collect(Collectors.toMap(Integer::valueOf, Proc::threadName));
    }

    /** At most 15 characters; empty if it has ended. */
    private static String threadName(String thread) {
        try {
            return Files.readString(Path.of(OWN_THREADS, thread, "comm")).strip();
        } catch (IOException ended) {
            return "";
        }
    }

    /** The capabilities that the calling thread has in effect, one bit each: {@code capabilities(7)}. */
    static long effectiveCapabilities() {
        try {
            return mask("thread-self", EFFECTIVE_CAPABILITIES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The signals that a process has handlers for, one bit each, the lowest of signal 1; none if it has ended. */
    static long caughtSignals(long pid) {
        try {
            return mask(Long.toString(pid), CAUGHT_SIGNALS);
        } catch (IOException gone) {
            return 0;
        }
    }

    private static long mask(String task, String field) throws IOException {
        return read(task + "/status")
                .lines()
                .filter(line -> line.startsWith(field))
                .mapToLong(line ->
                        Long.parseUnsignedLong(line.substring(field.length()).strip(), 16))
                .findFirst()
                .orElseThrow();
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file), StandardCharsets.ISO_8859_1);
    }
}
