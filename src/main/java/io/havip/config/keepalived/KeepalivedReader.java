package io.havip.config.keepalived;

import io.havip.config.environment.VariableReader;
import io.havip.config.options.GatewayOptions;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.Settings;
import io.havip.config.options.TrackOptions;
import io.havip.config.routing.RoutingWords;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.config.text.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the top level of a {@code keepalived.conf}. */
public final class KeepalivedReader {
    /** keepalived's. */
    private static final String STANDARD_INTERFACE = "eth0";

    private final Problems problems;
    private final Block top;
    private final Settings root;

    private KeepalivedReader(List<Statement> statements, Place start, Problems problems) {
        this.problems = problems;
        this.top = new Block(statements, Scope.TOP, start, problems);
        this.root = Settings.rootAsKeepalived(GatewayOptions.SECTION, start);
    }

    /** What is written, as far as it can be read: everything else is reported. */
    public static Settings read(Source source, Path file, KeepalivedOptions options, Problems problems) {
        var written = Preprocessor.lines(source, file, options.configId(), problems);
        List<Statement> statements = Parser.statements(Lexer.tokens(written.lines(), source, problems), problems);
        Secrets.conceal(statements);
        var reader = new KeepalivedReader(
                options.ignoreIpvs() ? Ipvs.leftOut(statements, problems) : statements, source.start(), problems);
        // What keepalived has no words for, in a form that it lets be.
        new VariableReader(written.parameters()::anyOf, problems).read(reader.root);
        reader.gateway();
        return reader.root;
    }

    private void gateway() {
        var globals = Globals.read(top.block("global_defs", Scope.GLOBAL_DEFS), root, problems);
        var tracks = new TrackReader(problems, new DescribedTrackers(top, root, globals.scriptUser(), problems), top);
        var routing = new RoutingWords(problems);
        var groups = new SyncGroups(top, problems);
        var trackGroups = new TrackGroups(top, problems);
        var programs = new ProgramReader(globals.scriptUser(), problems);
        var statics = new StaticReader(trackGroups, problems);
        statics.read(
                top, root, globals.instance().find(InstanceOptions.INTERFACE).orElse(STANDARD_INTERFACE), routing);
        var reader = new InstanceReader(root, globals, groups, problems);
        var instances = top.named("vrrp_instance", Scope.VRRP_INSTANCE, (statement, name, block) -> {
            var bound = new BoundInterfaces();
            var instance = reader.read(name, block, bound);
            reader.routing(block, instance, routing, bound);
            trackGroups.read(name.value(), instance, statics, bound);
            tracks.read(statement, block, instance, groups.of(name.value()), bound);
            programs.notified(block, instance).ifPresent(notify -> instance.put(InstanceOptions.NOTIFY, notify.here()));
            new Tolerance(problems).instance(instance);
            globals.macs().complete(instance);
            root.add(GatewayOptions.INSTANCES, name.with(instance));
            return instance;
        });
        var names = instances.stream()
                .map(instance -> instance.get(InstanceOptions.NAME))
                .toList();
        groups.refuseOthersThan(names);
        trackGroups.refuseOthersThan(names);
        boolean virtualMac = instances.stream().anyMatch(InstanceReader::hasVirtualMac);
        globals.extra().ifPresent(extra -> extra.reportIfVain(virtualMac, problems));
        top.required("vrrp_instance", Optional.empty(), "describe at least one instance");
        groups.read(programs, root);
        new InterfaceReader(problems).read(top, root);
        haproxy(instances);
    }

    /** HAProxy wherever it is found, where it is followed; those that don't say so don't follow it. */
    private void haproxy(List<Settings> instances) {
        var tracks = instances.stream()
                .map(instance -> instance.open(InstanceOptions.TRACK, instance.place()))
                .toList();
        if (tracks.stream().anyMatch(track -> track.has(TrackOptions.HAPROXY))) {
            root.open(GatewayOptions.HAPROXY, top.place());
            tracks.stream()
                    .filter(track -> !track.has(TrackOptions.HAPROXY))
                    .forEach(track -> track.set(TrackOptions.HAPROXY, track.off(TrackOptions.FOLLOWED, track.place())));
        }
    }
}
