package io.havip.config;

import io.havip.config.GatewayConfig.Management;
import io.havip.config.Programs.Limited;
import io.havip.config.draft.AnnouncementGroupDraft;
import io.havip.config.draft.Dialect;
import io.havip.config.draft.GatewayDraft;
import io.havip.config.options.GatewayOptions;
import io.havip.config.options.GatewayOptions.AnnouncementGroup;
import io.havip.config.options.GatewayOptions.Delays;
import io.havip.config.options.GatewayOptions.Static;
import io.havip.config.options.GatewayOptions.SyncGroup;
import io.havip.config.options.Option;
import io.havip.config.options.ProgramOptions;
import io.havip.config.options.ProgramOptions.Fifo;
import io.havip.config.options.ProgramOptions.Notify;
import io.havip.config.options.Settings;
import io.havip.config.routing.RoutingWords;
import io.havip.config.text.Durations;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import io.havip.config.text.ScriptFile;
import io.havip.gateway.settings.InterfaceDelays;
import io.havip.gateway.settings.StaticNetworkSettings;
import io.havip.gateway.settings.TrackGroup;
import io.havip.programs.NotifyFifoSettings;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the layers' settings of what the options say. What the options of one section say against each other is reported. */
final class Composition {
    private final Settings root;
    private final Dialect dialect;
    private final Problems problems;
    private final HealthComposition health;
    private final InstanceComposition instances;

    private Composition(Settings root, Dialect dialect, Problems problems) {
        this.root = root;
        this.dialect = dialect;
        this.problems = problems;
        this.health = new HealthComposition(problems);
        this.instances = new InstanceComposition(problems);
    }

    static GatewayDraft of(Settings root, Dialect dialect, Problems problems) {
        return new Composition(root, dialect, problems).gateway();
    }

    private GatewayDraft gateway() {
        var management = root.get(GatewayOptions.MANAGEMENT);
        return new GatewayDraft(
                dialect,
                root.written(GatewayOptions.ROUTER_NAME).map(Located::value),
                composed(GatewayOptions.INSTANCES, instances::instance),
                root.find(GatewayOptions.INTERFACE_DELAYS).orElse(List.of()).stream()
                        .flatMap(settings -> delays(settings).stream())
                        .toList(),
                composed(GatewayOptions.ANNOUNCEMENT_GROUPS, Composition::announcementGroup),
                groupScripts(),
                composed(GatewayOptions.SCRIPTS, HealthComposition::script),
                composed(GatewayOptions.PROCESSES, health::process),
                composed(GatewayOptions.FILES, health::file),
                root.find(GatewayOptions.HAPROXY).map(health::haproxy),
                root.find(GatewayOptions.PROGRAMS).map(this::programs).orElse(Programs.NONE),
                new StartupDelay(root.get(GatewayOptions.STARTUP_DELAY), root.get(GatewayOptions.DELAY_AFTER_BOOT)),
                root.find(GatewayOptions.STATIC).map(this::staticNetwork).orElse(StaticNetworkSettings.NONE),
                new Management(
                        management.get(GatewayOptions.Management.LISTEN),
                        management.get(GatewayOptions.Management.KEEPALIVED_METRICS)));
    }

    private interface Composing<T> {
        Optional<T> of(Settings settings);
    }

    private <T> List<T> composed(Option<List<Located<Settings>>> option, Composing<T> composing) {
        return root.items(option).stream()
                .flatMap(settings -> composing.of(settings).stream())
                .toList();
    }

    private Optional<Located<InterfaceDelays>> delays(Settings settings) {
        return new Scalars(problems)
                .interfaceName(settings.name())
                .map(located -> located.map(
                        name -> new InterfaceDelays(name, settings.get(Delays.DOWN), settings.get(Delays.UP))));
    }

    private static Optional<AnnouncementGroupDraft> announcementGroup(Settings group) {
        return Optional.of(new AnnouncementGroupDraft(
                group.place(),
                group.find(AnnouncementGroup.INTERFACES).orElse(List.of()),
                group.written(AnnouncementGroup.INTERVAL),
                group.written(AnnouncementGroup.NEIGHBOUR_INTERVAL)));
    }

    private Map<String, Map<Occasion, Located<NotifyScript>>> groupScripts() {
        var scripts = new LinkedHashMap<String, Map<Occasion, Located<NotifyScript>>>();
        for (var group : root.items(GatewayOptions.SYNC_GROUPS)) {
            var told =
                    group.find(SyncGroup.NOTIFY).map(Composition::notifyScripts).orElse(Map.of());
            group.written(SyncGroup.NAME)
                    .filter(name -> scripts.put(name.value(), told) != null)
                    .ifPresent(name -> problems.error(
                            name.place(), "the sync group '" + name.value() + "' is described twice", "keep one"));
        }
        return scripts;
    }

    static Map<Occasion, Located<NotifyScript>> notifyScripts(Settings notify) {
        var scripts = new EnumMap<Occasion, Located<NotifyScript>>(Occasion.class);
        Notify.OPTIONS.forEach((occasion, option) ->
                notify.find(option).flatMap(Composition::script).ifPresent(script -> scripts.put(occasion, script)));
        return scripts;
    }

    /** At the place of its program. */
    static Optional<Located<NotifyScript>> script(Settings program) {
        return program.find(ProgramOptions.COMMAND)
                .flatMap(words -> words.stream()
                        .findFirst()
                        .map(first -> first.with(new NotifyScript(
                                program.items(ProgramOptions.COMMAND),
                                program.find(ProgramOptions.USER).orElse("")))));
    }

    private Programs programs(Settings programs) {
        return new Programs(
                programs.find(ProgramOptions.Programs.STARTUP).flatMap(this::limited),
                programs.find(ProgramOptions.Programs.SHUTDOWN).flatMap(this::limited),
                programs.items(ProgramOptions.Programs.FIFOS).stream()
                        .flatMap(fifo -> fifo(fifo).stream())
                        .toList());
    }

    private Optional<Limited> limited(Settings program) {
        int seconds = (int) Math.ceilDiv(program.get(ProgramOptions.Limited.TIMEOUT), Durations.SECOND);
        return checked(program).map(script -> new Limited(script, seconds));
    }

    private Optional<NotifyFifoSettings> fifo(Settings fifo) {
        var reader = fifo.find(Fifo.READER).flatMap(this::checked);
        return fifo.find(Fifo.PATH)
                .map(path -> new NotifyFifoSettings(path, fifo.find(Fifo.OWNER).orElse(""), reader));
    }

    private Optional<NotifyScript> checked(Settings program) {
        var script = script(program);
        script.ifPresent(
                told -> ScriptFile.check(told.map(each -> each.command().getFirst()), problems));
        return script.map(Located::value);
    }

    private StaticNetworkSettings staticNetwork(Settings network) {
        var words = new RoutingWords(problems);
        var untracked = trackGroup("", network, words);
        var seen = new HashSet<String>();
        var groups = network.items(Static.GROUPS).stream()
                .flatMap(group -> {
                    var name = group.written(Static.GROUP_NAME);
                    name.filter(word -> word.value().isEmpty() || !seen.add(word.value()))
                            .ifPresent(word -> problems.error(
                                    word.place(),
                                    "another group is named so, or it has no name",
                                    "give each group a name of its own"));
                    var read = trackGroup(name.map(Located::value).orElse(""), group, words);
                    return name.map(_ -> read).stream();
                })
                .toList();
        return new StaticNetworkSettings(untracked.addresses(), untracked.routing(), groups);
    }

    private TrackGroup trackGroup(String name, Settings group, RoutingWords words) {
        var addresses = group.items(Static.ADDRESSES).stream()
                .flatMap(address -> instances.address(address).stream())
                .map(written -> written.staying(problems))
                .toList();
        addresses.stream()
                .filter(address -> address.value().interfaceName().isEmpty())
                .forEach(address -> problems.error(
                        address.place(), "it has no interface", "write {address: ADDRESS, interface: eth0}"));
        return new TrackGroup(
                name,
                addresses.stream().map(Located::value).toList(),
                words.routing(
                        InstanceComposition.lines(group, Static.ROUTES),
                        InstanceComposition.lines(group, Static.RULES)));
    }
}
