package io.havip.cli.check;

import io.havip.config.GatewayConfig;
import io.havip.gateway.InstanceSettings;
import io.havip.health.EffectivePriority;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.health.ScriptSettings;
import io.havip.health.Tracking;
import io.havip.health.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Something that goes wrong on a node while everything else works, and what it makes of an instance there.
 *
 * @param what e.g. {@code chk fails}
 * @param detectionNanos after which it is noticed at the latest; 0 for at once
 * @param priority the effective priority that is left
 * @param fault whether the instance gives up the role for it
 */
record Failure(String what, long detectionNanos, int priority, boolean fault) {
    /** Processes and files are looked at ten times a second. */
    private static final long LOOK_NANOS = 100_000_000L;

    private static final String INTERFACE = "interface ";

    /** Of one thing that an instance follows: when it is bad, and for how long that may go unnoticed. */
    private record Possibility(Tracking tracking, String what, long detectionNanos) {}

    /** Every single failure of what an instance follows. Files are left out: their numbers are anyone's guess. */
    static List<Failure> of(InstanceSettings instance, GatewayConfig config) {
        return possibilities(instance, config).stream()
                .map(possibility -> with(
                        instance, Set.of(possibility.tracking()), possibility.what(), possibility.detectionNanos()))
                .toList();
    }

    /** The effective priority while everything works. */
    static int healthyPriority(InstanceSettings instance) {
        return with(instance, Set.of(), "", 0).priority();
    }

    /** What is left of the priority when everything that has a weight fails at the same time. */
    static int lowestPriority(InstanceSettings instance) {
        var weighted = trackings(instance).stream()
                .filter(tracking -> tracking.weight() != 0)
                .collect(Collectors.toSet());
        return with(instance, weighted, "", 0).priority();
    }

    private static List<Possibility> possibilities(InstanceSettings instance, GatewayConfig config) {
        var possibilities = new ArrayList<Possibility>();
        for (var tracking : trackings(instance)) {
            String name = tracking.tracker();
            String fails = name + (tracking.reverse() && tracking.weight() == 0 ? " succeeds" : " fails");
            if (name.equals(GatewayConfig.HAPROXY_TRACKER) && config.haproxy().isPresent()) {
                var haproxy = config.haproxy().get();
                possibilities.add(new Possibility(tracking, "HAProxy ends", 0));
                possibilities.add(new Possibility(
                        tracking, "HAProxy hangs", haproxy.intervalNanos() * haproxy.fall() + haproxy.timeoutNanos()));
            } else if (name.startsWith(INTERFACE)) {
                possibilities.add(new Possibility(tracking, fails, 0));
            } else if (name.startsWith(ProcessSettings.TRACKER_PREFIX)) {
                config.processes().stream()
                        .filter(process -> process.tracker().equals(name))
                        .forEach(process -> possibilities.add(
                                new Possibility(tracking, fails, LOOK_NANOS + process.fallDelayNanos())));
            } else if (!name.startsWith(FileSettings.TRACKER_PREFIX)) {
                config.scripts().stream()
                        .filter(script -> script.name().equals(name))
                        .forEach(script -> possibilities.add(new Possibility(tracking, fails, detectionNanos(script))));
            }
        }
        return possibilities;
    }

    /** The failure begins just after a run has succeeded, and each run that sees it takes as long as it may. */
    static long detectionNanos(ScriptSettings script) {
        return script.intervalNanos() * script.fall() + script.timeoutNanos();
    }

    private static Failure with(InstanceSettings instance, Set<Tracking> bad, String what, long detectionNanos) {
        var trackings = trackings(instance);
        Map<String, Verdict> verdicts = new HashMap<>();
        for (var tracking : trackings) {
            boolean good = !bad.contains(tracking);
            boolean healthy = tracking.weight() == 0 && tracking.reverse() ? !good : good;
            verdicts.put(tracking.tracker(), new Verdict(tracking.tracker(), healthy, "", 0));
        }
        var effective = EffectivePriority.of(instance.router().priority(), trackings, verdicts);
        return new Failure(what, detectionNanos, effective.priority(), effective.fault());
    }

    /** Interfaces under names that no tracker has. A file stands at 0, where it does not count. */
    private static List<Tracking> trackings(InstanceSettings instance) {
        var all = new ArrayList<Tracking>();
        instance.trackedInterfaces()
                .forEach(tracking ->
                        all.add(new Tracking(INTERFACE + tracking.tracker(), tracking.weight(), tracking.reverse())));
        instance.trackedHealth().stream()
                .filter(tracking -> !tracking.tracker().startsWith(FileSettings.TRACKER_PREFIX))
                .forEach(all::add);
        return all;
    }
}
