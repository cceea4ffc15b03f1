package io.havip.config;

import io.havip.config.GatewayConfig.Lifecycle;
import io.havip.config.GatewayConfig.Origin;
import io.havip.config.GatewayConfig.Trackers;
import io.havip.config.options.GatewayOptions;
import io.havip.config.options.GatewayOptions.SyncGroup;
import io.havip.config.options.HaproxyOptions;
import io.havip.config.options.HealthOptions.File;
import io.havip.config.options.HealthOptions.Process;
import io.havip.config.options.HealthOptions.Script;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.ManagementOptions;
import io.havip.config.options.Option;
import io.havip.config.options.ProgramOptions.Notify;
import io.havip.config.options.ProgramOptions.Programs;
import io.havip.config.options.Settings;
import io.havip.config.options.StaticOptions;
import io.havip.config.options.VirtualMacs;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.gateway.settings.StaticNetworkSettings;
import io.havip.gateway.settings.TrackGroup;
import io.havip.haproxy.HaproxySettings;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.programs.ProgramSettings;
import io.havip.programs.ScriptSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes the layers' settings of what the options say. What the parts amount to is there, each at its place, before it is known
 * whether they fit together; what can't be made of the options of one section is reported.
 */
final class Composition {
    private final Settings root;
    private final Problems problems;
    private final List<InstanceComposition> instances;
    private final Map<String, Map<Occasion, Located<NotifyScript>>> groupScripts;
    private final List<Located<ScriptSettings>> scripts;
    private final List<Located<ProcessSettings>> processes;
    private final List<Located<FileSettings>> files;
    private final Optional<HaproxySettings> haproxy;
    private final StaticNetworkSettings staticNetwork;
    private final ProgramSettings programs;

    Composition(Settings root, Problems problems) {
        var macs = new VirtualMacs(VirtualMacs.PREFIX, VirtualMacs.PREFIX);
        root.items(GatewayOptions.INSTANCES).forEach(macs::complete);
        this.root = root;
        this.problems = problems;
        this.instances = composed(
                GatewayOptions.INSTANCES,
                options -> Optional.of(options)
                        .filter(instance -> instance.has(InstanceOptions.NAME))
                        .map(instance -> new InstanceComposition(instance, problems)));
        this.groupScripts = tellGroups();
        this.scripts = composed(GatewayOptions.SCRIPTS, Script::settings);
        this.processes = composed(GatewayOptions.PROCESSES, process -> Process.settings(process, problems));
        this.files = composed(GatewayOptions.FILES, file -> File.settings(file, problems));
        this.haproxy = root.find(GatewayOptions.HAPROXY).map(found -> HaproxyOptions.settings(found, problems));
        this.staticNetwork = root.find(GatewayOptions.STATIC)
                .map(network -> StaticOptions.settings(network, problems))
                .orElse(StaticNetworkSettings.NONE);
        this.programs = root.find(GatewayOptions.PROGRAMS)
                .map(programs -> Programs.settings(programs, problems))
                .orElse(ProgramSettings.NONE);
    }

    Settings root() {
        return root;
    }

    List<InstanceComposition> instances() {
        return instances;
    }

    /** Who is told of each sync group's state changes. */
    Map<String, Map<Occasion, Located<NotifyScript>>> groupScripts() {
        return groupScripts;
    }

    private Map<String, Map<Occasion, Located<NotifyScript>>> tellGroups() {
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

    /** Each at the place of its program. */
    List<Located<ScriptSettings>> scripts() {
        return scripts;
    }

    List<Located<ProcessSettings>> processes() {
        return processes;
    }

    List<Located<FileSettings>> files() {
        return files;
    }

    boolean tracksHaproxy() {
        return haproxy.isPresent();
    }

    List<TrackGroup> staticGroups() {
        return staticNetwork.groups();
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
                new Trackers(
                        followed(scripts, ScriptSettings::name),
                        followed(processes, ProcessSettings::tracker),
                        followed(files, FileSettings::tracker),
                        haproxy),
                new Lifecycle(programs, GatewayOptions.startupDelay(root)),
                staticNetwork,
                ManagementOptions.settings(root.get(GatewayOptions.MANAGEMENT)),
                new Origin(root, Places.of(instances), notices));
    }

    private <T> List<T> followed(List<Located<T>> described, Function<T, String> tracker) {
        return described.stream()
                .map(Located::value)
                .filter(each -> followed(tracker.apply(each)))
                .toList();
    }

    private <T> List<T> composed(Option<List<Located<Settings>>> option, Function<Settings, Optional<T>> composing) {
        return root.items(option).stream()
                .flatMap(settings -> composing.apply(settings).stream())
                .toList();
    }
}
