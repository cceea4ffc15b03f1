package io.havip.haproxy;

import io.havip.haproxy.CheckResult.Passed;
import io.havip.haproxy.CheckResult.Refused;
import io.havip.haproxy.HaproxySettings.HaproxyProcess;
import io.havip.haproxy.HaproxySettings.HaproxyProcess.Attached;
import io.havip.haproxy.HaproxySettings.HaproxyProcess.Supervised;
import io.havip.linux.Proc;
import io.havip.linux.ProcessEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for HAProxy among the processes: all there is to go by where it has no runtime socket. */
final class ProcessCheck {
    private static final List<Path> USUAL_PID_FILES =
            List.of(Path.of("/run/haproxy.pid"), Path.of("/run/haproxy/haproxy.pid"), Path.of("/var/run/haproxy.pid"));

    private final HaproxyProcess process;
    private @Nullable ProcessEntry worker;

    ProcessCheck(HaproxyProcess process) {
        this.process = process;
    }

    /** Whether a worker was ever found. */
    boolean everFound() {
        return worker != null;
    }

    /**
     * Finds the worker that was found before or, after its end, a younger one.
     *
     * @param unasked why HAProxy itself can't be asked
     */
    CheckResult check(String unasked) {
        var before = worker;
        var candidates = before == null || !sameProcessRuns(before) ? youngerWorkers(before) : Optional.of(before);
        if (candidates.isEmpty()) {
            return new Refused("no HAProxy process was found");
        }
        var found = candidates.get();
        worker = found;
        return new Passed(
                "process %d runs, but a hang would not be noticed: %s".formatted(found.pid(), unasked),
                Optional.of(new Worker(found.pid(), Optional.empty())));
    }

    /** Whether this is a process of the HAProxy that the settings mean. */
    boolean tracked(long pid) {
        return everyHaproxy() || Proc.process(pid).filter(this::tracked).isPresent();
    }

    private boolean everyHaproxy() {
        return process.equals(new Attached(Optional.empty()));
    }

    private boolean tracked(ProcessEntry candidate) {
        return switch (process) {
            case Supervised _ -> candidate.descendsFrom(ProcessHandle.current().pid());
            case Attached(var pidFile) ->
                pidFile.map(file -> named(candidate, readPids(file))).orElse(true);
        };
    }

    /** A worker that is being replaced is older than the one that replaces it: the youngest is the one that counts. */
    private Optional<ProcessEntry> youngerWorkers(@Nullable ProcessEntry before) {
        var haproxies = Haproxies.running();
        var workers = haproxies.stream()
                .filter(candidate -> haproxies.stream().noneMatch(other -> other.parent() == candidate.pid()))
                .filter(Haproxies::serves)
                .filter(candidate -> before == null
                        || (candidate.pid() != before.pid() && candidate.startTicks() >= before.startTicks()))
                .filter(this::tracked)
                .toList();
        var usual = new HashSet<Long>();
        USUAL_PID_FILES.forEach(file -> usual.addAll(readPids(file)));
        var youngest = Comparator.comparingLong(ProcessEntry::startTicks);
        return workers.stream()
                .filter(candidate -> named(candidate, usual))
                .max(youngest)
                .or(() -> workers.stream().max(youngest));
    }

    private static boolean sameProcessRuns(ProcessEntry before) {
        return Proc.process(before.pid())
                .filter(now -> now.startTicks() == before.startTicks() && !now.ended())
                .isPresent();
    }

    private static boolean named(ProcessEntry candidate, Set<Long> pids) {
        return pids.contains(candidate.pid()) || pids.contains(candidate.parent());
    }

    /** HAProxy writes one process id per line. */
    private static Set<Long> readPids(Path file) {
        var pids = new HashSet<Long>();
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.matches("\\d{1,10}")) {
                    pids.add(Long.parseLong(line));
                }
            }
        } catch (IOException unreadable) {
            // A pid file that is not there names nobody: HAProxy writes it once it runs.
            return Set.of();
        }
        return pids;
    }
}
