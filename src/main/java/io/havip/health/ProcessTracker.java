package io.havip.health;

import io.havip.health.ProcessSettings.Match;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Counts the processes that match, by what {@code /proc} says of them (proc(5)). While enough of those that were found go
 * on running, it looks at no others.
 */
public final class ProcessTracker extends PeriodicTracker {
    private static final Path PROC = Path.of("/proc");
    /** The kernel keeps 15 characters (TASK_COMM_LEN). */
    private static final int NAME_LENGTH_MAX = 15;

    private final ProcessSettings settings;
    private final String processName;
    private Set<Path> running = Set.of();
    private boolean judged;
    private boolean healthy;
    private boolean differs;
    private long differsSinceNanos;

    public ProcessTracker(ProcessSettings settings) {
        super(settings.tracker());
        this.settings = settings;
        String program = settings.command().getFirst();
        String base = program.substring(program.lastIndexOf('/') + 1);
        this.processName = base.substring(0, Math.min(base.length(), NAME_LENGTH_MAX));
    }

    @Override
    Verdict look(long nowNanos) {
        count();
        boolean enough = settings.quorum() <= running.size() && running.size() <= settings.quorumMax();
        if (!judged) {
            judged = true;
            healthy = enough;
            differsSinceNanos = nowNanos;
        }
        if (enough == healthy) {
            differs = false;
        } else if (!differs) {
            differs = true;
            differsSinceNanos = nowNanos;
        }
        if (differs
                && nowNanos - differsSinceNanos >= (enough ? settings.riseDelayNanos() : settings.fallDelayNanos())) {
            healthy = enough;
            differs = false;
        }
        return new Verdict(
                name(),
                healthy,
                running.size() + " of " + settings.command().getFirst() + " running",
                differsSinceNanos);
    }

    private void count() {
        var still = new HashSet<>(running);
        still.removeIf(process -> !matches(process));
        boolean settled = still.size() >= settings.quorum() && settings.quorumMax() == Integer.MAX_VALUE;
        running = settled ? still : all();
    }

    private Set<Path> all() {
        try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            var found = new HashSet<Path>();
            entries.forEach(process -> {
                if (matches(process)) {
                    found.add(process);
                }
            });
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean matches(Path process) {
        if (settings.match() == Match.NAME) {
            // A name may contain parentheses; its state follows the last one: a zombie does not run.
            String stat = read(process.resolve("stat"));
            int end = stat.lastIndexOf(')');
            return end > 0
                    && stat.substring(stat.indexOf('(') + 1, end).equals(processName)
                    && !stat.startsWith(") Z", end)
                    && !stat.startsWith(") X", end);
        }
        return matches(List.of(read(process.resolve("cmdline")).split("\0")));
    }

    private boolean matches(List<String> commandLine) {
        List<String> wanted = settings.command();
        return switch (settings.match()) {
            case NAME, PROGRAM -> commandLine.getFirst().equals(wanted.getFirst());
            case COMMAND -> commandLine.equals(wanted);
            case PARTIAL -> begins(commandLine, wanted);
            case INITIAL ->
                commandLine.size() == wanted.size()
                        && begins(commandLine, wanted.subList(0, wanted.size() - 1))
                        && commandLine.getLast().startsWith(wanted.getLast());
        };
    }

    private static boolean begins(List<String> commandLine, List<String> wanted) {
        return commandLine.size() >= wanted.size()
                && commandLine.subList(0, wanted.size()).equals(wanted);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
