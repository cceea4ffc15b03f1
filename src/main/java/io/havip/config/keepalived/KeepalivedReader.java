package io.havip.config.keepalived;

import io.havip.config.GatewayConfig.Management;
import io.havip.config.draft.Dialect;
import io.havip.config.draft.GatewayDraft;
import io.havip.config.draft.InstanceDraft;
import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.config.text.Source;
import io.havip.haproxy.HaproxySettings;
import io.havip.haproxy.HaproxySettings.HaproxyProcess;
import io.havip.health.FileSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Reads the top level of a {@code keepalived.conf}. */
public final class KeepalivedReader {
    /** keepalived's. */
    private static final String STANDARD_INTERFACE = "eth0";

    /** HAProxy wherever it is found: the tracker looks in the usual places. */
    private static final HaproxySettings FOUND_HAPROXY = new HaproxySettings(
            new HaproxyProcess.Attached(Optional.empty()),
            Optional.empty(),
            Optional.empty(),
            HaproxySettings.DEFAULT_INTERVAL_NANOS,
            HaproxySettings.DEFAULT_TIMEOUT_NANOS,
            HaproxySettings.DEFAULT_RISE,
            HaproxySettings.DEFAULT_FALL);

    private final Problems problems;
    private final Block top;

    private KeepalivedReader(List<Statement> statements, Place start, Problems problems) {
        this.problems = problems;
        this.top = new Block(statements, Section.TOP, start, problems);
    }

    /** What is written, as far as it can be read: everything else is reported. */
    public static GatewayDraft read(Source source, Path file, KeepalivedOptions options, Problems problems) {
        var written = Preprocessor.lines(source, file, options.configId(), problems);
        List<Statement> statements = Parser.statements(Lexer.tokens(written.lines(), source, problems), problems);
        return new KeepalivedReader(
                        options.ignoreIpvs() ? Ipvs.leftOut(statements, problems) : statements,
                        source.start(),
                        problems)
                .gateway(management(written.listen(), problems));
    }

    private static Management management(Optional<Located<String>> listen, Problems problems) {
        return listen.flatMap(new Scalars(problems)::socketAddress)
                .map(address -> new Management(address, Management.DEFAULT.keepalivedMetrics()))
                .orElse(Management.DEFAULT);
    }

    private GatewayDraft gateway(Management management) {
        Globals globals = Globals.read(top.block("global_defs", Section.GLOBAL_DEFS), problems);
        Trackers trackers = trackers(globals);
        var groups = new SyncGroups(problems);
        top.all("vrrp_sync_group")
                .forEach(statement -> name(statement)
                        .ifPresent(
                                name -> groups.add(name, statement, named(statement, name, Section.VRRP_SYNC_GROUP))));
        var trackGroups = new TrackGroups(problems);
        top.all("track_group")
                .forEach(statement -> name(statement)
                        .ifPresent(name -> trackGroups.add(name, named(statement, name, Section.TRACK_GROUP))));
        var instanceReader =
                new InstanceReader(problems, globals, new TrackReader(problems, trackers, top), groups, trackGroups);
        List<InstanceDraft> instances = top.all("vrrp_instance").stream()
                .flatMap(statement -> name(statement)
                        .map(name ->
                                instanceReader.read(name, statement, named(statement, name, Section.VRRP_INSTANCE)))
                        .stream())
                .toList();
        var names = instances.stream().map(instance -> instance.name().value()).toList();
        groups.refuseOthersThan(names);
        trackGroups.refuseOthersThan(names);
        boolean virtualMac =
                instances.stream().anyMatch(instance -> !instance.virtualMacs().isEmpty());
        globals.extraAnnouncements().ifPresent(extra -> extra.reportIfVain(virtualMac, problems));
        top.required("vrrp_instance", Optional.empty(), "describe at least one instance");
        var interfaceReader = new InterfaceReader(problems);
        boolean haproxyTracked = instances.stream()
                .anyMatch(instance -> instance.haproxyTracked().isPresent());
        return new GatewayDraft(
                Dialect.KEEPALIVED,
                globals.routerName(),
                instances,
                interfaceReader.delays(top),
                interfaceReader.announcementGroups(top),
                groups.scripts(new NotifyReader(problems, globals.scriptUser())),
                trackers.scripts(),
                trackers.processes(),
                trackers.files(),
                haproxyTracked ? Optional.of(FOUND_HAPROXY) : Optional.empty(),
                globals.programs(),
                globals.startupDelay(),
                new StaticReader(problems, trackGroups)
                        .read(
                                top,
                                globals.defaultInterface().map(Located::value).orElse(STANDARD_INTERFACE)),
                management);
    }

    private Trackers trackers(Globals globals) {
        var statements = new HashMap<String, Statement>();
        for (String kind : List.of(TrackReader.SCRIPT, TrackReader.PROCESS, TrackReader.FILE, TrackReader.OLD_FILE)) {
            top.all(kind).stream()
                    .filter(statement -> !statement.arguments().isEmpty())
                    .forEach(statement -> statements.putIfAbsent(
                            kind + " " + statement.arguments().getFirst().text(), statement));
        }
        var scriptCommands = new HashMap<String, String>();
        var scriptWeights = new HashMap<String, Weight>();
        var scripts = described(TrackReader.SCRIPT, Section.VRRP_SCRIPT, (name, block) -> {
            block.all("script").forEach(statement -> scriptCommands.put(name, statement.toString()));
            scriptWeights.put(name, Weight.read(block, 0, Range.WEIGHT, problems));
            return new ScriptReader(problems, globals).read(name, block);
        });
        var processWeights = new HashMap<String, Weight>();
        var processes = described(TrackReader.PROCESS, Section.VRRP_TRACK_PROCESS, (name, block) -> {
            processWeights.put(name, Weight.read(block, 0, Range.WIDE_WEIGHT, problems));
            return new ProcessReader(problems).read(name, block);
        });
        var fileWeights = new HashMap<String, Weight>();
        BiFunction<String, Block, Optional<Located<FileSettings>>> readFile = (name, block) -> {
            fileWeights.put(name, Weight.read(block, 1, Range.WIDE_WEIGHT, problems));
            return new FileReader(problems).read(name, block);
        };
        var files = new ArrayList<>(described(TrackReader.FILE, Section.TRACK_FILE, readFile));
        files.addAll(described(TrackReader.OLD_FILE, Section.TRACK_FILE, readFile));
        return new Trackers(
                statements, scripts, scriptCommands, scriptWeights, processes, processWeights, files, fileWeights);
    }

    /** What each block of a keyword describes, without those whose reading reported a problem. */
    private <T> List<T> described(String keyword, Section section, BiFunction<String, Block, Optional<T>> reader) {
        return top.all(keyword).stream()
                .flatMap(statement -> name(statement).stream()
                        .flatMap(name -> reader.apply(name.value(), named(statement, name, section)).stream()))
                .toList();
    }

    private Optional<Located<String>> name(Statement statement) {
        return top.argument(statement, "name it: " + statement.keyword().text() + " NAME {");
    }

    /** The block of a statement, whose options are shown under its keyword and name. */
    private Block named(Statement statement, Located<String> name, Section section) {
        String title = statement.keyword().text() + " " + name.value();
        return new Block(top.contents(statement), section, name.place().of(title), problems);
    }
}
