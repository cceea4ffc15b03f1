package io.havip.health;

import io.havip.health.ProcessSettings.Match;
import io.havip.linux.Proc;
import io.havip.linux.ProcessEntry;
import io.havip.linux.Workers;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Counts the processes that match, by what {@code /proc} says of them (proc(5)). While enough of those that were found go
 * on running, it looks at no others.
 */
public final class ProcessTracker extends PeriodicTracker {
    private final ProcessSettings settings;
    private final String processName;
    private Set<Long> running = Set.of();
    private boolean judged;
    private boolean healthy;
    private boolean differs;
    private long differsSinceNanos;

    public ProcessTracker(ProcessSettings settings, Workers workers) {
        super(settings.tracker(), workers);
        this.settings = settings;
        String program = settings.command().getFirst();
        String base = program.substring(program.lastIndexOf('/') + 1);
        this.processName = base.substring(0, Math.min(base.length(), ProcessEntry.NAME_LENGTH_MAX));
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
        running = settled
                ? still
                : Proc.processes().stream().filter(this::matches).collect(Collectors.toSet());
    }

    private boolean matches(long pid) {
        if (settings.match() == Match.NAME) {
            return Proc.process(pid)
                    .filter(process -> process.name().equals(processName) && !process.ended())
                    .isPresent();
        }
        var commandLine = Proc.commandLine(pid);
        return !commandLine.isEmpty() && matches(commandLine);
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
}
