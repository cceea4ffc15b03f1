package io.havip.cli;

import io.havip.config.GatewayConfig;
import io.havip.gateway.Gateway;
import io.havip.gateway.Gateway.TrackerPlan;
import io.havip.gateway.host.StaticNetwork;
import io.havip.haproxy.HaproxyInfo;
import io.havip.haproxy.HaproxySettings;
import io.havip.haproxy.HaproxyTracker;
import io.havip.health.FileTracker;
import io.havip.health.PresenceTracker;
import io.havip.health.ProcessTracker;
import io.havip.linux.Workers;
import io.havip.observe.Meters;
import io.havip.observe.journal.Journal;
import io.havip.programs.ScriptTracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a configuration has tracked. */
final class TrackerPlans {
    private TrackerPlans() {}

    static List<TrackerPlan> of(
            GatewayConfig config,
            Gateway gateway,
            StaticNetwork network,
            Meters meters,
            Journal journal,
            Workers workers) {
        var life = new HaproxyLife(journal);
        Consumer<Optional<HaproxyInfo>> seen = ((Consumer<Optional<HaproxyInfo>>) meters::haproxy).andThen(life::seen);
        var plans = new ArrayList<TrackerPlan>();
        config.trackers()
                .haproxy()
                .ifPresent(settings -> plans.add(new TrackerPlan(
                        HaproxySettings.TRACKER,
                        settings,
                        () -> new HaproxyTracker(
                                HaproxySettings.TRACKER, settings, gateway.processWatch(), seen, workers))));
        for (var script : config.trackers().scripts()) {
            plans.add(new TrackerPlan(script.name(), script, () -> new ScriptTracker(script, workers)));
        }
        for (var process : config.trackers().processes()) {
            plans.add(new TrackerPlan(process.tracker(), process, () -> new ProcessTracker(process, workers)));
        }
        for (var file : config.trackers().files()) {
            plans.add(new TrackerPlan(file.tracker(), file, () -> new FileTracker(file, workers)));
        }
        for (var group : config.staticNetwork().groups()) {
            if (followed(group.tracker(), config)) {
                plans.add(new TrackerPlan(
                        group.tracker(),
                        group.name(),
                        () -> new PresenceTracker(group.tracker(), () -> network.restore(group.name()), workers)));
            }
        }
        return plans;
    }

    private static boolean followed(String tracker, GatewayConfig config) {
        return config.instances().stream()
                .flatMap(instance -> instance.tracking().health().stream())
                .anyMatch(tracking -> tracking.tracker().equals(tracker));
    }
}
