package io.havip.config.yaml;

import io.havip.config.GatewayConfig.Management;
import io.havip.config.Programs;
import io.havip.config.StartupDelay;
import io.havip.config.draft.Dialect;
import io.havip.config.draft.GatewayDraft;
import io.havip.config.draft.InstanceDraft;
import io.havip.config.routing.RoutingWords;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.config.text.Source;
import io.havip.gateway.settings.StaticNetworkSettings;
import io.havip.gateway.settings.TrackGroup;
import io.havip.haproxy.HaproxySettings;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.programs.ScriptSettings;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the top level of the product's own format. */
public final class YamlReader {
    private final Problems problems;

    private YamlReader(Problems problems) {
        this.problems = problems;
    }

    /** What is written, as far as it can be read: everything else is reported. */
    public static GatewayDraft read(Source source, Problems problems) {
        return YamlDocument.root(source, problems)
                .map(root -> new YamlReader(problems).gateway(new YamlMapping(root, "", source, problems)))
                .orElseGet(() -> new GatewayDraft(
                        Dialect.YAML,
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Programs.NONE,
                        StartupDelay.NONE,
                        StaticNetworkSettings.NONE,
                        Management.DEFAULT));
    }

    private GatewayDraft gateway(YamlMapping root) {
        Optional<Located<String>> routerName = root.text("router-name");
        Management management = root.mapping("management").map(this::management).orElse(Management.DEFAULT);
        Optional<HaproxySettings> haproxy = root.mapping("haproxy").map(new HaproxyReader(problems)::read);
        var trackerReader = new TrackerReader(problems);
        List<Located<ScriptSettings>> scripts = root.mappings("scripts").stream()
                .map(trackerReader::script)
                .flatMap(Optional::stream)
                .toList();
        List<Located<ProcessSettings>> processes = root.mappings("processes").stream()
                .map(trackerReader::process)
                .flatMap(Optional::stream)
                .toList();
        List<Located<FileSettings>> files = root.mappings("files").stream()
                .map(trackerReader::file)
                .flatMap(Optional::stream)
                .toList();
        var instanceReader = new InstanceReader(problems, root.has("haproxy"));
        List<InstanceDraft> instances = root
                .required(
                        "instances",
                        key -> Optional.of(root.mappings(key)),
                        "describe at least one instance; see docs/configuration.md")
                .orElseGet(List::of)
                .stream()
                .map(instanceReader::read)
                .flatMap(Optional::stream)
                .toList();
        var interfaceReader = new InterfaceReader(problems);
        var interfaceDelays = interfaceReader.delays(root);
        var announcementGroups = interfaceReader.announcementGroups(root);
        var groupScripts = new LinkedHashMap<String, Map<Occasion, Located<NotifyScript>>>();
        var programs =
                root.mapping("programs").map(new ProgramReader(problems)::read).orElse(Programs.NONE);
        var startupDelay = new StartupDelay(delay(root, "startup-delay"), delay(root, "delay-after-boot"));
        var staticNetwork = root.mapping("static")
                .map(mapping -> staticNetwork(mapping, instanceReader))
                .orElse(StaticNetworkSettings.NONE);
        root.mappings("sync-groups").forEach(group -> syncGroup(group, groupScripts));
        root.refuseOthers();
        return new GatewayDraft(
                Dialect.YAML,
                routerName.map(Located::value),
                instances,
                interfaceDelays,
                announcementGroups,
                groupScripts,
                scripts,
                processes,
                files,
                haproxy,
                programs,
                startupDelay,
                staticNetwork,
                management);
    }

    private void syncGroup(YamlMapping mapping, Map<String, Map<Occasion, Located<NotifyScript>>> groupScripts) {
        var name = mapping.required("name", mapping::text, "name the group as its instances do: name: NAME");
        var scripts = mapping.required(
                "notify",
                key -> mapping.mapping(key).map(InstanceReader::notifyScripts),
                "say who is told, or remove the group: its instances name it, and that is enough");
        mapping.refuseOthers();
        name.ifPresent(group -> {
            if (groupScripts.put(group.value(), scripts.orElse(Map.of())) != null) {
                problems.error(group.place(), "the sync group '" + group.value() + "' is described twice", "keep one");
            }
        });
    }

    private static long delay(YamlMapping root, String key) {
        return root.durationNanos(key, Range.STARTUP_DELAY_NANOS)
                .map(Located::value)
                .orElse(0L);
    }

    private StaticNetworkSettings staticNetwork(YamlMapping mapping, InstanceReader instanceReader) {
        var routingWords = new RoutingWords(problems);
        var untracked = trackGroup("", mapping, instanceReader, routingWords);
        var seen = new HashSet<String>();
        var groups = mapping.mappings("groups").stream()
                .flatMap(group -> {
                    var name = group.required("name", group::text, "name it: instances that need it say so");
                    name.filter(word -> word.value().isEmpty() || !seen.add(word.value()))
                            .ifPresent(word -> problems.error(
                                    word.place(),
                                    "another group is named so, or it has no name",
                                    "give each group a name of its own"));
                    var read = trackGroup(name.map(Located::value).orElse(""), group, instanceReader, routingWords);
                    group.refuseOthers();
                    return name.map(_ -> read).stream();
                })
                .toList();
        mapping.refuseOthers();
        return new StaticNetworkSettings(untracked.addresses(), untracked.routing(), groups);
    }

    private TrackGroup trackGroup(
            String name, YamlMapping mapping, InstanceReader instanceReader, RoutingWords routingWords) {
        var addresses = mapping.items(
                "addresses",
                (node, path) -> instanceReader
                        .address(mapping, node, path, "")
                        .map(written -> written.staying(problems))
                        .filter(address -> {
                            boolean bound = !address.value().interfaceName().isEmpty();
                            if (!bound) {
                                problems.error(
                                        address.place(),
                                        "it has no interface",
                                        "write {address: ADDRESS, interface: eth0}");
                            }
                            return bound;
                        }));
        var routing =
                routingWords.routing(InstanceReader.lines(mapping, "routes"), InstanceReader.lines(mapping, "rules"));
        return new TrackGroup(name, addresses.stream().map(Located::value).toList(), routing);
    }

    private Management management(YamlMapping mapping) {
        var listen = mapping.text("listen").flatMap(new Scalars(problems)::socketAddress);
        var keepalivedMetrics = mapping.flag("keepalived-metrics");
        mapping.refuseOthers();
        return new Management(
                listen.orElse(Management.DEFAULT.listen()),
                keepalivedMetrics.map(Located::value).orElse(false));
    }
}
