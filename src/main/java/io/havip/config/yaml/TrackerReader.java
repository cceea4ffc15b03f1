package io.havip.config.yaml;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.health.FileSettings;
import io.havip.health.FileSettings.Initial;
import io.havip.health.ProcessSettings;
import io.havip.health.ProcessSettings.Match;
import io.havip.programs.ScriptSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one of {@code scripts}, {@code processes} or {@code files}. Empty after a problem was reported. */
final class TrackerReader {
    private static final long DEFAULT_SCRIPT_INTERVAL_NANOS = 1_000_000_000L;
    static final Map<String, Match> MATCHES = Map.of(
            "name", Match.NAME,
            "program", Match.PROGRAM,
            "command", Match.COMMAND,
            "partial", Match.PARTIAL,
            "initial", Match.INITIAL);

    private final Problems problems;

    TrackerReader(Problems problems) {
        this.problems = problems;
    }

    Optional<Located<ScriptSettings>> script(YamlMapping mapping) {
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

    Optional<Located<ProcessSettings>> process(YamlMapping mapping) {
        var name = mapping.required("name", mapping::text, "name what is tracked: name: NAME");
        List<Located<String>> command = mapping.required(
                        "command",
                        key -> Optional.of(mapping.texts(key)),
                        "give the program and its arguments: command: [PROGRAM]")
                .orElse(List.of());
        Match standard = command.size() > 1 ? Match.COMMAND : Match.NAME;
        var match = mapping.choice("match", MATCHES);
        int quorum = mapping.integer("quorum", Range.QUORUM).map(Located::value).orElse(1);
        var quorumMax = mapping.integer("quorum-max", Range.QUORUM);
        quorumMax
                .filter(max -> max.value() < quorum)
                .ifPresent(max -> problems.error(max.place(), "it is below quorum", "raise it, or lower quorum"));
        long riseDelayNanos = mapping.durationNanos("rise-delay", Range.PROCESS_DELAY_NANOS)
                .map(Located::value)
                .orElse(0L);
        long fallDelayNanos = mapping.durationNanos("fall-delay", Range.PROCESS_DELAY_NANOS)
                .map(Located::value)
                .orElse(0L);
        mapping.refuseOthers();
        if (name.isEmpty() || command.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Located<>(
                new ProcessSettings(
                        name.get().value(),
                        command.stream().map(Located::value).toList(),
                        match.map(Located::value).orElse(standard),
                        quorum,
                        quorumMax.map(Located::value).orElse(Integer.MAX_VALUE),
                        riseDelayNanos,
                        fallDelayNanos),
                command.getFirst().place()));
    }

    Optional<Located<FileSettings>> file(YamlMapping mapping) {
        var name = mapping.required("name", mapping::text, "name what is tracked: name: NAME");
        var path = mapping.required("path", mapping::text, "give the file: path: /run/priority");
        var initial = mapping.integer("initial", Range.FILE_VALUE);
        var overwrite = mapping.flag("overwrite");
        overwrite
                .filter(flag -> initial.isEmpty())
                .ifPresent(flag -> problems.error(flag.place(), "there is no initial value", "add initial: 0"));
        mapping.refuseOthers();
        return name.flatMap(label -> path.flatMap(word -> new Scalars(problems)
                .path(word)
                .map(file -> new Located<>(
                        new FileSettings(
                                label.value(),
                                file,
                                initial.map(value -> new Initial(
                                        value.value(),
                                        overwrite.map(Located::value).orElse(false)))),
                        word.place()))));
    }
}
