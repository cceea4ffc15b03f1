package io.havip.insight;

import io.havip.config.GatewayConfig;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.InterfaceDelays;
import io.havip.haproxy.HaproxySettings;
import io.havip.health.EffectivePriority;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.health.Tracking;
import io.havip.health.Verdict;
import io.havip.programs.ScriptSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Something that goes wrong on a node while everything else works, and what it makes of an instance there.
 *
 * @param what e.g. {@code chk fails}
 * @param detectionNanos after which it is noticed at the latest; 0 for at once
 * @param priority the effective priority then
 * @param fault whether the instance gives up the role for it
 * @param mute whether it can't even say so, or anything else: its own interface has failed
 */
record Failure(String what, long detectionNanos, int priority, boolean fault, boolean mute) {
    /** Processes and files are looked at ten times a second. */
    private static final long LOOK_NANOS = 100_000_000L;

    private static final String INTERFACE = "interface ";

    /** Of one thing that an instance follows: when it is bad, and for how long that may go unnoticed. */
    private record Possibility(String tracker, String what, long detectionNanos) {}

    /** Every single failure of what an instance follows, but for files: see {@link #ofFiles}. */
    static List<Failure> of(InstanceSettings instance, GatewayConfig config) {
        return possibilities(instance, config).stream()
                .map(possibility -> with(instance, Set.of(possibility.tracker()), possibility.what())
                        .noticedAfter(possibility.detectionNanos()))
                .toList();
    }

    /** The smallest number in each tracked file, on the bad side of 0, that does what is asked for. */
    static List<Failure> ofFiles(InstanceSettings instance, Predicate<Failure> effect) {
        var found = new ArrayList<Failure>();
        for (var tracking : instance.tracking().health()) {
            if (tracking.tracker().startsWith(FileSettings.TRACKER_PREFIX)) {
                boolean negative = tracking.weight() > 0 != tracking.reverse() && tracking.weight() != 0;
                for (int number = 1; number <= Tracking.WEIGHT_MAX + 1; number++) {
                    var failure = says(instance, tracking, negative ? -number : number);
                    if (effect.test(failure)) {
                        found.add(failure);
                        break;
                    }
                }
            }
        }
        return found;
    }

    /** All trackers at once whose failure, by their weights, lowers the priority; empty if there are fewer than two. */
    static Optional<Failure> ofAllWeights(InstanceSettings instance, GatewayConfig config) {
        int healthy = healthyPriority(instance);
        var lowering = trackings(instance).stream()
                .filter(tracking -> tracking.weight() != 0)
                .map(Tracking::tracker)
                .filter(tracker -> with(instance, Set.of(tracker), "").priority() < healthy)
                .collect(Collectors.toSet());
        long slowestNanos = possibilities(instance, config).stream()
                .filter(possibility -> lowering.contains(possibility.tracker()))
                .mapToLong(Possibility::detectionNanos)
                .max()
                .orElse(0);
        return lowering.size() < 2
                ? Optional.empty()
                : Optional.of(with(instance, lowering, "everything with a weight fails")
                        .noticedAfter(slowestNanos));
    }

    /** The effective priority while everything works. */
    static int healthyPriority(InstanceSettings instance) {
        return with(instance, Set.of(), "").priority();
    }

    private static List<Possibility> possibilities(InstanceSettings instance, GatewayConfig config) {
        var possibilities = new ArrayList<Possibility>();
        var seen = new HashSet<>(Set.of(own(instance)));
        possibilities.add(new Possibility(
                own(instance), own(instance) + " fails", downDelayNanos(instance.interfaceName(), config)));
        for (var tracking : trackings(instance)) {
            String name = tracking.tracker();
            if (!seen.add(name)) {
                continue;
            }
            String fails = name + (tracking.reverse() && tracking.weight() == 0 ? " succeeds" : " fails");
            if (name.equals(HaproxySettings.TRACKER)
                    && config.trackers().haproxy().isPresent()) {
                var haproxy = config.trackers().haproxy().get();
                possibilities.add(new Possibility(name, "HAProxy ends", 0));
                possibilities.add(new Possibility(
                        name, "HAProxy hangs", haproxy.intervalNanos() * haproxy.fall() + haproxy.timeoutNanos()));
            } else if (name.startsWith(INTERFACE)) {
                possibilities.add(
                        new Possibility(name, fails, downDelayNanos(name.substring(INTERFACE.length()), config)));
            } else if (name.startsWith(ProcessSettings.TRACKER_PREFIX)) {
                config.trackers().processes().stream()
                        .filter(process -> process.tracker().equals(name))
                        .forEach(process ->
                                possibilities.add(new Possibility(name, fails, LOOK_NANOS + process.fallDelayNanos())));
            } else {
                config.trackers().scripts().stream()
                        .filter(script -> script.name().equals(name))
                        .forEach(script -> possibilities.add(new Possibility(name, fails, detectionNanos(script))));
            }
        }
        return possibilities;
    }

    private static long downDelayNanos(String interfaceName, GatewayConfig config) {
        return config.interfaces().delays().stream()
                .filter(delays -> delays.interfaceName().equals(interfaceName))
                .mapToLong(InterfaceDelays::downNanos)
                .sum();
    }

    /** The failure begins just after a run has succeeded, and each run that sees it takes as long as it may. */
    static long detectionNanos(ScriptSettings script) {
        return script.intervalNanos() * script.fall() + script.timeoutNanos();
    }

    /** Why the others only know by its silence, of one that is {@link #mute}. */
    String silence() {
        return fault ? "but the release can't be sent" : "but does not give up the role";
    }

    private Failure noticedAfter(long nanos) {
        return new Failure(what, nanos, priority, fault, mute);
    }

    private static Failure with(InstanceSettings instance, Set<String> bad, String what) {
        return after(instance, trackings(instance), verdicts(instance, bad), what, bad.contains(own(instance)));
    }

    private static Failure says(InstanceSettings instance, Tracking file, int number) {
        var trackings = new ArrayList<>(trackings(instance));
        trackings.add(file);
        var verdicts = verdicts(instance, Set.of());
        verdicts.put(file.tracker(), new Verdict(file.tracker(), number == 0, OptionalInt.of(number), "", 0));
        String what = file.tracker() + " says " + number + (number < 0 ? " or less" : " or more");
        return after(instance, trackings, verdicts, what, false).noticedAfter(LOOK_NANOS);
    }

    private static Failure after(
            InstanceSettings instance,
            List<Tracking> trackings,
            Map<String, Verdict> verdicts,
            String what,
            boolean mute) {
        var effective = EffectivePriority.of(instance.router().priority(), trackings, verdicts);
        return new Failure(what, 0, effective.priority(), effective.fault(), mute);
    }

    private static Map<String, Verdict> verdicts(InstanceSettings instance, Set<String> bad) {
        Map<String, Verdict> verdicts = new HashMap<>();
        for (var tracking : trackings(instance)) {
            boolean good = !bad.contains(tracking.tracker());
            boolean healthy = tracking.weight() == 0 && tracking.reverse() ? !good : good;
            verdicts.put(tracking.tracker(), new Verdict(tracking.tracker(), healthy, "", 0));
        }
        return verdicts;
    }

    /** Interfaces under names that no tracker has. Files stand at 0: left out. */
    private static List<Tracking> trackings(InstanceSettings instance) {
        var all = new ArrayList<Tracking>();
        if (instance.tracking().ownInterface()) {
            all.add(new Tracking(own(instance), 0, false));
        }
        instance.tracking()
                .interfaces()
                .forEach(tracking ->
                        all.add(new Tracking(INTERFACE + tracking.tracker(), tracking.weight(), tracking.reverse())));
        instance.tracking().health().stream()
                .filter(tracking -> !tracking.tracker().startsWith(FileSettings.TRACKER_PREFIX))
                .forEach(all::add);
        return all;
    }

    private static String own(InstanceSettings instance) {
        return INTERFACE + instance.interfaceName();
    }
}
