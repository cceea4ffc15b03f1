package io.havip.config.yaml;

import io.havip.config.draft.Dialect;
import io.havip.config.draft.GatewayDraft;
import io.havip.config.draft.InstanceDraft;
import io.havip.config.draft.Located;
import io.havip.config.draft.Problems;
import io.havip.config.draft.Range;
import io.havip.config.draft.Source;
import io.havip.haproxy.HaproxySettings;
import io.havip.health.ScriptSettings;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** Reads the top level of the product's own format. */
public final class YamlReader {
    private static final long DEFAULT_SCRIPT_INTERVAL_NANOS = 1_000_000_000L;

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
                        Optional.empty(),
                        GatewayDraft.DEFAULT_MANAGEMENT));
    }

    private GatewayDraft gateway(YamlMapping root) {
        Optional<Located<String>> routerName = root.text("router-name");
        InetSocketAddress management =
                root.mapping("management").map(this::management).orElse(GatewayDraft.DEFAULT_MANAGEMENT);
        Optional<HaproxySettings> haproxy = root.mapping("haproxy").map(new HaproxyReader(problems)::read);
        List<Located<ScriptSettings>> scripts = root.mappings("scripts").stream()
                .map(this::script)
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
        root.refuseOthers();
        return new GatewayDraft(Dialect.YAML, routerName.map(Located::value), instances, scripts, haproxy, management);
    }

    private InetSocketAddress management(YamlMapping mapping) {
        var listen = mapping.text("listen").flatMap(word -> SocketAddresses.parse(word, problems));
        mapping.refuseOthers();
        return listen.orElse(GatewayDraft.DEFAULT_MANAGEMENT);
    }

    private Optional<Located<ScriptSettings>> script(YamlMapping mapping) {
        var name = mapping.required("name", mapping::text, "name the script: name: NAME");
        var command = mapping.required(
                "command",
                key -> Optional.of(mapping.texts(key)),
                "give the program and its arguments: command: [PROGRAM, ARGUMENT]");
        long intervalNanos = mapping.durationNanos("interval", Range.SCRIPT_NANOS)
                .map(Located::value)
                .orElse(DEFAULT_SCRIPT_INTERVAL_NANOS);
        long timeoutNanos = mapping.durationNanos("timeout", Range.SCRIPT_NANOS)
                .map(Located::value)
                .orElse(intervalNanos);
        int rise = mapping.integer("rise", Range.COUNT).map(Located::value).orElse(1);
        int fall = mapping.integer("fall", Range.COUNT).map(Located::value).orElse(1);
        boolean initiallyFailed =
                mapping.flag("initially-failed").map(Located::value).orElse(false);
        String user = mapping.text("user").map(Located::value).orElse("");
        mapping.refuseOthers();
        if (name.isEmpty() || command.isEmpty() || command.get().isEmpty()) {
            return Optional.empty();
        }
        var words = command.get().stream().map(Located::value).toList();
        return Optional.of(new Located<>(
                new ScriptSettings(
                        name.get().value(), words, intervalNanos, timeoutNanos, rise, fall, initiallyFailed, user),
                command.get().getFirst().place()));
    }
}
