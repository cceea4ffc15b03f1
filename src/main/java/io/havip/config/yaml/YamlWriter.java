package io.havip.config.yaml;

import io.havip.announce.AnnouncementSettings;
import io.havip.config.GatewayConfig;
import io.havip.config.GatewayConfig.Management;
import io.havip.config.Programs;
import io.havip.config.routing.RoutingWords;
import io.havip.config.text.Durations;
import io.havip.config.text.Problems;
import io.havip.config.text.Source;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Routing;
import io.havip.gateway.settings.StaticNetworkSettings;
import io.havip.gateway.settings.TrackGroup;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.haproxy.HaproxySettings;
import io.havip.haproxy.HaproxySettings.HaproxyProcess;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.health.Tracking;
import io.havip.programs.NotifyFifoSettings;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.programs.ScriptSettings;
import io.havip.vrrp.VirtualRouterSettings;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Writes a configuration so that reading it gives the same one, every default written out. Passwords are written, too. */
public final class YamlWriter {
    private static final int WIDTH = 120;

    private YamlWriter() {}

    /** The whole configuration, without its notices. */
    public static String write(GatewayConfig config) {
        var problems = new Problems();
        // Read back, for the table knows the defaults.
        var settings = YamlReader.read(new Source("", dump(gateway(config))), problems);
        return dump(settings.orElseThrow(() -> new IllegalStateException(problems.render()))
                .tree());
    }

    private static String dump(Map<String, Object> tree) {
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(WIDTH);
        // Otherwise such a name becomes !!binary, which nobody reads.
        options.setNonPrintableStyle(DumperOptions.NonPrintableStyle.ESCAPE);
        return new Yaml(options).dump(tree);
    }

    private static Map<String, Object> gateway(GatewayConfig config) {
        var keys = new LinkedHashMap<String, Object>();
        keys.put("router-name", config.routerName());
        keys.put("management", management(config.management()));
        config.haproxy().ifPresent(haproxy -> keys.put("haproxy", haproxy(haproxy)));
        putList(
                keys,
                "scripts",
                config.scripts().stream().map(YamlWriter::script).toList());
        putList(
                keys,
                "processes",
                config.processes().stream().map(YamlWriter::process).toList());
        putList(keys, "files", config.files().stream().map(YamlWriter::file).toList());
        if (!config.programs().equals(Programs.NONE)) {
            keys.put("programs", programs(config.programs()));
        }
        putDelay(keys, "startup-delay", config.startupDelay().afterStartNanos());
        putDelay(keys, "delay-after-boot", config.startupDelay().afterBootNanos());
        if (!config.staticNetwork().equals(StaticNetworkSettings.NONE)) {
            keys.put("static", staticNetwork(config.staticNetwork()));
        }
        InterfaceWriter.write(config.interfaces(), keys);
        putList(keys, "sync-groups", syncGroups(config));
        boolean haproxy = config.haproxy().isPresent();
        keys.put(
                "instances",
                config.instances().stream()
                        .map(instance -> instance(instance, haproxy))
                        .toList());
        return keys;
    }

    private static void putDelay(Map<String, Object> keys, String key, long nanos) {
        if (nanos > 0) {
            keys.put(key, Durations.show(nanos));
        }
    }

    static void putList(Map<String, Object> keys, String key, List<?> items) {
        if (!items.isEmpty()) {
            keys.put(key, items);
        }
    }

    private static Map<String, Object> management(Management management) {
        var keys = new LinkedHashMap<String, Object>();
        keys.put("listen", socketAddress(management.listen()));
        keys.put("keepalived-metrics", management.keepalivedMetrics());
        return keys;
    }

    private static Map<String, Object> haproxy(HaproxySettings haproxy) {
        var keys = new LinkedHashMap<String, Object>();
        switch (haproxy.process()) {
            case HaproxyProcess.Supervised(var binary, var configuration) ->
                keys.put("supervise", Map.of("binary", binary.toString(), "config", configuration.toString()));
            case HaproxyProcess.Attached(var pidFile) ->
                pidFile.ifPresent(file -> keys.put("attach", Map.of("pid-file", file.toString())));
        }
        haproxy.socket().ifPresent(socket -> keys.put("socket", socket.toString()));
        haproxy.probe().ifPresent(probe -> {
            var probed = new LinkedHashMap<String, Object>();
            probed.put("address", socketAddress(probe.address()));
            probe.httpPath().ifPresent(path -> probed.put("http", path));
            keys.put("probe", probed);
        });
        keys.put("interval", Durations.show(haproxy.intervalNanos()));
        keys.put("timeout", Durations.show(haproxy.timeoutNanos()));
        keys.put("rise", haproxy.rise());
        keys.put("fall", haproxy.fall());
        return keys;
    }

    private static Map<String, Object> script(ScriptSettings script) {
        var keys = new LinkedHashMap<String, Object>();
        keys.put("name", script.name());
        keys.put("command", script.command());
        keys.put("interval", Durations.show(script.intervalNanos()));
        keys.put("timeout", Durations.show(script.timeoutNanos()));
        keys.put("rise", script.rise());
        keys.put("fall", script.fall());
        keys.put("initially-failed", script.initiallyFailed());
        if (!script.user().isEmpty()) {
            keys.put("user", script.user());
        }
        return keys;
    }

    private static Map<String, Object> process(ProcessSettings process) {
        var keys = new LinkedHashMap<String, Object>();
        keys.put("name", process.name());
        keys.put("command", process.command());
        keys.put("match", word(process.match()));
        keys.put("quorum", process.quorum());
        if (process.quorumMax() < Integer.MAX_VALUE) {
            keys.put("quorum-max", process.quorumMax());
        }
        keys.put("rise-delay", Durations.show(process.riseDelayNanos()));
        keys.put("fall-delay", Durations.show(process.fallDelayNanos()));
        return keys;
    }

    private static Map<String, Object> file(FileSettings file) {
        var keys = new LinkedHashMap<String, Object>();
        keys.put("name", file.name());
        keys.put("path", file.path().toString());
        file.initial().ifPresent(initial -> {
            keys.put("initial", initial.value());
            keys.put("overwrite", initial.overwrite());
        });
        return keys;
    }

    private static Map<String, Object> instance(InstanceSettings instance, boolean haproxy) {
        var router = instance.router();
        var keys = new LinkedHashMap<String, Object>();
        keys.put("name", instance.name());
        keys.put("interface", instance.interfaceName());
        keys.put("version", router.version().number());
        keys.put("vrid", router.vrid());
        keys.put("priority", router.priority());
        keys.put("advertisement-interval", Durations.show(router.timing().advertisementIntervalNanos()));
        keys.put("preempt", router.preemption().preempt());
        if (router.preemption().delayNanos() > 0) {
            keys.put("preempt-delay", Durations.show(router.preemption().delayNanos()));
        }
        if (router.timing().activeDownIntervals() != VirtualRouterSettings.ACTIVE_DOWN_INTERVALS) {
            keys.put("active-down-intervals", router.timing().activeDownIntervals());
        }
        if (!router.reactions().answersLower()) {
            keys.put("answer-lower", false);
        }
        if (router.reactions().ignoresOthers()) {
            keys.put("ignore-others", true);
        }
        TransportWriter.write(instance, keys);
        keys.put("checksum", word(instance.exchange().checksum()));
        AddressWriter.write(instance, keys);
        if (!instance.moving().accept()) {
            keys.put("accept", false);
        }
        putRouting(keys, instance.moving().routing());
        keys.put("announce", announcements(instance.moving().announcements()));
        if (!instance.tracking().ownInterface()) {
            keys.put("track-own-interface", false);
        }
        var track = track(instance, haproxy);
        if (!track.isEmpty()) {
            keys.put("track", track);
        }
        instance.syncGroup().ifPresent(group -> keys.put("sync-group", group.name()));
        if (!instance.notifications().scripts().isEmpty()) {
            keys.put("notify", notifyScripts(instance.notifications().scripts()));
        }
        if (instance.notifications().tellsPriority()) {
            keys.put("notify-priority", true);
        }
        return keys;
    }

    /** Only those that tell somebody: of the others, the names in the instances are all there is. */
    private static List<Map<String, Object>> syncGroups(GatewayConfig config) {
        return config.instances().stream()
                .flatMap(instance -> instance.syncGroup().stream())
                .distinct()
                .filter(group -> !group.notifyScripts().isEmpty())
                .map(group -> {
                    var keys = new LinkedHashMap<String, Object>();
                    keys.put("name", group.name());
                    keys.put("notify", notifyScripts(group.notifyScripts()));
                    return (Map<String, Object>) keys;
                })
                .toList();
    }

    private static Map<String, Object> notifyScripts(Map<Occasion, NotifyScript> scripts) {
        var keys = new LinkedHashMap<String, Object>();
        new TreeMap<>(scripts).forEach((occasion, script) -> keys.put(word(occasion), program(script)));
        return keys;
    }

    private static Map<String, Object> program(NotifyScript script) {
        var keys = new LinkedHashMap<String, Object>();
        keys.put("command", script.command());
        if (!script.user().isEmpty()) {
            keys.put("user", script.user());
        }
        return keys;
    }

    private static Map<String, Object> programs(Programs programs) {
        var keys = new LinkedHashMap<String, Object>();
        programs.startup().ifPresent(program -> keys.put("startup", limited(program)));
        programs.shutdown().ifPresent(program -> keys.put("shutdown", limited(program)));
        putList(keys, "fifos", programs.fifos().stream().map(YamlWriter::fifo).toList());
        return keys;
    }

    private static Map<String, Object> staticNetwork(StaticNetworkSettings network) {
        var keys = new LinkedHashMap<String, Object>();
        putStatic(keys, network.addresses(), network.routing());
        putList(
                keys,
                "groups",
                network.groups().stream()
                        .map(group -> {
                            var named = new LinkedHashMap<String, Object>();
                            named.put("name", group.name());
                            putStatic(named, group.addresses(), group.routing());
                            return named;
                        })
                        .toList());
        return keys;
    }

    private static void putStatic(Map<String, Object> keys, List<VirtualAddress> addresses, Routing routing) {
        putList(
                keys,
                "addresses",
                addresses.stream()
                        .map(address -> AddressWriter.write(address, ""))
                        .toList());
        putRouting(keys, routing);
    }

    private static void putRouting(Map<String, Object> keys, Routing routing) {
        putList(
                keys,
                "routes",
                routing.routes().stream().map(RoutingWords::write).toList());
        putList(keys, "rules", routing.rules().stream().map(RoutingWords::write).toList());
    }

    private static Map<String, Object> limited(Programs.Limited program) {
        var keys = program(program.script());
        keys.put("timeout", program.seconds() + "s");
        return keys;
    }

    private static Map<String, Object> fifo(NotifyFifoSettings fifo) {
        var keys = new LinkedHashMap<String, Object>();
        keys.put("path", fifo.path().toString());
        if (!fifo.owner().isEmpty()) {
            keys.put("owner", fifo.owner());
        }
        fifo.reader().ifPresent(reader -> keys.put("reader", program(reader)));
        return keys;
    }

    private static Map<String, Object> announcements(AnnouncementSettings announcements) {
        var keys = new LinkedHashMap<String, Object>();
        keys.put("form", word(announcements.form()));
        keys.put("repeat", announcements.takeover().repeat());
        keys.put("delay", Durations.show(announcements.takeover().delayNanos()));
        keys.put("refresh", Durations.show(announcements.refresh().everyNanos()));
        keys.put("refresh-repeat", announcements.refresh().repeat());
        keys.put("interval", Durations.show(announcements.distance().arpNanos()));
        if (announcements.distance().neighbourNanos()
                != announcements.distance().arpNanos()) {
            keys.put(
                    "neighbour-interval",
                    Durations.show(announcements.distance().neighbourNanos()));
        }
        if (!announcements.equals(announcements.afterClaim())) {
            keys.put("contested-repeat", announcements.contested().repeat());
            keys.put("contested-delay", Durations.show(announcements.contested().delayNanos()));
        }
        return keys;
    }

    /** @param haproxy whether there is a section for it, which every instance follows that does not say otherwise */
    private static Map<String, Object> track(InstanceSettings instance, boolean haproxy) {
        Map<String, Object> scripts = new LinkedHashMap<>();
        Map<String, Object> processes = new LinkedHashMap<>();
        Map<String, Object> files = new LinkedHashMap<>();
        Map<String, Object> statics = new LinkedHashMap<>();
        Optional<Map<String, Object>> followed = Optional.empty();
        for (Tracking tracking : instance.tracking().health()) {
            String tracker = tracking.tracker();
            if (haproxy && tracker.equals(GatewayConfig.HAPROXY_TRACKER)) {
                followed = Optional.of(tracking(tracking));
            } else if (tracker.startsWith(ProcessSettings.TRACKER_PREFIX)) {
                processes.put(tracker.substring(ProcessSettings.TRACKER_PREFIX.length()), tracking(tracking));
            } else if (tracker.startsWith(FileSettings.TRACKER_PREFIX)) {
                files.put(tracker.substring(FileSettings.TRACKER_PREFIX.length()), tracking(tracking));
            } else if (tracker.startsWith(TrackGroup.TRACKER_PREFIX)) {
                statics.put(tracker.substring(TrackGroup.TRACKER_PREFIX.length()), tracking(tracking));
            } else {
                scripts.put(tracker, tracking(tracking));
            }
        }
        Map<String, Object> interfaces = new LinkedHashMap<>();
        instance.tracking().interfaces().forEach(tracking -> interfaces.put(tracking.tracker(), tracking(tracking)));

        var keys = new LinkedHashMap<String, Object>();
        if (haproxy) {
            keys.put(GatewayConfig.HAPROXY_TRACKER, followed.isPresent() ? followed.get() : false);
        }
        keys.put("interfaces", interfaces);
        keys.put("scripts", scripts);
        keys.put("processes", processes);
        keys.put("files", files);
        keys.put("static", statics);
        keys.values().removeIf(value -> value instanceof Map<?, ?> names && names.isEmpty());
        return keys;
    }

    private static Map<String, Object> tracking(Tracking tracking) {
        var keys = new LinkedHashMap<String, Object>();
        keys.put("weight", tracking.weight());
        keys.put("reverse", tracking.reverse());
        return keys;
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String socketAddress(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
