package io.havip.haproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A process, as {@code /proc/<pid>/stat} shows it to everyone (proc_pid_stat(5)).
 *
 * @param pid its id
 * @param name the name of its program, cut to 15 characters
 * @param state one letter, {@code Z} and {@code X} for a process that has ended
 * @param parent the id of its parent
 * @param session the id of the process that leads its session
 * @param startTicks when it started, in clock ticks since the machine did
 */
record ProcessEntry(long pid, String name, char state, long parent, long session, long startTicks) {
    private static final Path PROC = Path.of("/proc");

    static Optional<ProcessEntry> find(long pid) {
        try {
            return Optional.of(parse(Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Every process whose program is a HAProxy, and that has not ended. */
    static List<ProcessEntry> haproxies() {
        try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            var found = new ArrayList<ProcessEntry>();
            for (var entry : entries) {
                find(Long.parseLong(entry.getFileName().toString()))
                        .filter(process -> process.haproxy() && !process.ended())
                        .ifPresent(found::add);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ProcessEntry parse(String stat) {
        int open = stat.indexOf('(');
        // The name may itself contain parentheses and spaces.
        int close = stat.lastIndexOf(')');
        var fields = stat.substring(close + 2).split(" ", -1);
        return new ProcessEntry(
                Long.parseLong(stat.substring(0, open).strip()),
                stat.substring(open + 1, close),
                fields[0].charAt(0),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[19]));
    }

    boolean haproxy() {
        return name.startsWith("haproxy");
    }

    boolean ended() {
        return state == 'Z' || state == 'X';
    }

    /** The HAProxy that started this one, in master-worker mode. */
    Optional<ProcessEntry> master() {
        return find(parent).filter(ProcessEntry::haproxy);
    }

    boolean descendsFrom(long ancestor) {
        for (var process = Optional.of(this);
                process.isPresent();
                process = find(process.get().parent())) {
            if (process.get().parent() == ancestor) {
                return true;
            }
        }
        return false;
    }

    /** Its program and arguments; empty if it has ended, or is about to become another program. */
    List<String> commandLine() {
        try {
            String line = Files.readString(PROC.resolve(pid + "/cmdline"), StandardCharsets.ISO_8859_1);
            return Arrays.stream(line.split("\0"))
                    .filter(argument -> !argument.isEmpty())
                    .toList();
        } catch (IOException gone) {
            return List.of();
        }
    }

    /** Whether this HAProxy serves traffic: it neither checks a configuration nor only starts workers. */
    boolean serves() {
        var arguments = commandLine();
        boolean masterWorkerMode = arguments.contains("-W") || arguments.contains("-Ws");
        return !arguments.isEmpty() && !arguments.contains("-c") && (!masterWorkerMode || master().isPresent());
    }
}
