package io.havip.config.keepalived;

import io.havip.config.draft.Dialect;
import io.havip.config.draft.GatewayDraft;
import io.havip.config.draft.InstanceDraft;
import io.havip.config.draft.Located;
import io.havip.config.draft.Place;
import io.havip.config.draft.Problems;
import io.havip.config.draft.Source;
import io.havip.config.keepalived.ScriptReader.Script;
import io.havip.haproxy.HaproxySettings;
import io.havip.haproxy.HaproxySettings.HaproxyProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the top level of a {@code keepalived.conf}. */
public final class KeepalivedReader {
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
        List<Text> lines = Preprocessor.lines(source, file, options.configId(), problems);
        List<Statement> statements = Parser.statements(Lexer.tokens(lines, source, problems), problems);
        return new KeepalivedReader(
                        options.ignoreIpvs() ? Ipvs.leftOut(statements, problems) : statements,
                        source.start(),
                        problems)
                .gateway();
    }

    private GatewayDraft gateway() {
        Globals globals = Globals.read(top.block("global_defs", Section.GLOBAL_DEFS), problems);
        var scriptReader = new ScriptReader(problems, globals);
        Map<String, Optional<Script>> scripts = new LinkedHashMap<>();
        var allScripts = new ArrayList<Script>();
        for (Statement statement : top.all("vrrp_script")) {
            name(statement).ifPresent(name -> {
                var script = scriptReader.read(name.value(), named(statement, name, Section.VRRP_SCRIPT));
                scripts.put(name.value(), script);
                script.ifPresent(allScripts::add);
            });
        }
        var instanceReader = new InstanceReader(problems, globals, new TrackReader(problems, scripts));
        List<InstanceDraft> instances = top.all("vrrp_instance").stream()
                .flatMap(statement -> name(statement)
                        .map(name -> instanceReader.read(name, named(statement, name, Section.VRRP_INSTANCE)))
                        .stream())
                .toList();
        top.required("vrrp_instance", Optional.empty(), "describe at least one instance");
        boolean haproxyTracked = instances.stream()
                .anyMatch(instance -> instance.haproxyTracked().isPresent());
        return new GatewayDraft(
                Dialect.KEEPALIVED,
                globals.routerName(),
                instances,
                allScripts.stream().map(Script::settings).toList(),
                haproxyTracked ? Optional.of(FOUND_HAPROXY) : Optional.empty(),
                GatewayDraft.DEFAULT_MANAGEMENT);
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
