package io.havip.config;

import io.havip.cloud.CloudSettings;
import io.havip.config.GatewayConfig.Lifecycle;
import io.havip.config.GatewayConfig.Origin;
import io.havip.config.options.CloudOptions;
import io.havip.config.options.GatewayOptions;
import io.havip.config.options.GatewayOptions.SyncGroup;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.JournalOptions;
import io.havip.config.options.ManagementOptions;
import io.havip.config.options.ProgramOptions.Notify;
import io.havip.config.options.ProgramOptions.Programs;
import io.havip.config.options.Settings;
import io.havip.config.options.StaticOptions;
import io.havip.config.options.VirtualMacs;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.gateway.settings.StaticNetworkSettings;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.programs.ProgramSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the options amount to, each part at its place, before it is known whether they fit together; what can't be made of the options
 * of one section is reported.
 *
 * @param groupScripts who is told of each sync group's state changes
 */
record Composition(
        Settings root,
        List<InstanceComposition> instances,
        Map<String, Map<Occasion, Located<NotifyScript>>> groupScripts,
        TrackerComposition trackers,
        StaticNetworkSettings staticNetwork,
        ProgramSettings programs,
        Optional<CloudSettings> cloud) {

    static Composition of(Settings root, Problems problems) {
        var macs = new VirtualMacs(VirtualMacs.PREFIX, VirtualMacs.PREFIX);
        root.items(GatewayOptions.INSTANCES).forEach(macs::complete);
        return new Composition(
                root,
                root.items(GatewayOptions.INSTANCES).stream()
                        .filter(instance -> instance.has(InstanceOptions.NAME))
                        .map(instance -> InstanceComposition.of(instance, problems))
                        .toList(),
                tellGroups(root, problems),
                TrackerComposition.of(root, problems),
                root.find(GatewayOptions.STATIC)
                        .map(network -> StaticOptions.settings(network, problems))
                        .orElse(StaticNetworkSettings.NONE),
                root.find(GatewayOptions.PROGRAMS)
                        .map(programs -> Programs.settings(programs, problems))
                        .orElse(ProgramSettings.NONE),
                root.find(GatewayOptions.CLOUD).flatMap(cloud -> CloudOptions.settings(cloud, problems)));
    }

    private static Map<String, Map<Occasion, Located<NotifyScript>>> tellGroups(Settings root, Problems problems) {
        var told = new LinkedHashMap<String, Map<Occasion, Located<NotifyScript>>>();
        for (var group : root.items(GatewayOptions.SYNC_GROUPS)) {
            group.written(SyncGroup.NAME)
                    .filter(name -> told.put(
                                    name.value(),
                                    group.find(SyncGroup.NOTIFY)
                                            .map(Notify::scripts)
                                            .orElse(Map.of()))
                            != null)
                    .ifPresent(name -> problems.error(
                            name.place(), "the sync group '" + name.value() + "' is described twice", "keep one"));
        }
        return told;
    }

    /** Whether any instance follows a tracker: others are not started. */
    boolean followed(String tracker) {
        return instances.stream()
                .flatMap(instance -> instance.health().stream())
                .anyMatch(tracking -> tracking.value().tracker().equals(tracker));
    }

    /** All of it, which fits together. */
    GatewayConfig config(List<String> notices) {
        return new GatewayConfig(
                root.get(GatewayOptions.ROUTER_NAME),
                instances.stream()
                        .map(instance -> instance.settings(groupScripts))
                        .toList(),
                GatewayOptions.interfaces(root),
                trackers.settings(this::followed),
                new Lifecycle(programs, GatewayOptions.startupDelay(root)),
                staticNetwork,
                cloud,
                ManagementOptions.settings(root.get(GatewayOptions.MANAGEMENT)),
                JournalOptions.settings(root.get(GatewayOptions.JOURNAL)),
                new Origin(root, Places.of(instances), notices));
    }
}
