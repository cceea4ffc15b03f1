package io.havip.config.keepalived;

import io.havip.config.text.Located;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.programs.ScriptSettings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the file describes to be tracked.
 *
 * @param scriptCommands what each script runs, by name, even if it could not be read
 * @param statements what describes each, by its kind and name: {@code "vrrp_script chk"}
 * @param scriptWeights how each script is followed by default, by name, even if it could not be read; the others likewise
 */
record Trackers(
        Map<String, Statement> statements,
        List<Located<ScriptSettings>> scripts,
        Map<String, String> scriptCommands,
        Map<String, Weight> scriptWeights,
        List<Located<ProcessSettings>> processes,
        Map<String, Weight> processWeights,
        List<Located<FileSettings>> files,
        Map<String, Weight> fileWeights) {
    Trackers {
        statements = Map.copyOf(statements);
        scripts = List.copyOf(scripts);
        scriptCommands = Map.copyOf(scriptCommands);
        scriptWeights = Map.copyOf(scriptWeights);
        processes = List.copyOf(processes);
        processWeights = Map.copyOf(processWeights);
        files = List.copyOf(files);
        fileWeights = Map.copyOf(fileWeights);
    }

    /** Whether a script is described that can't be run, be it for a missing program or for an error that is reported. */
    boolean unrunnable(String script) {
        return scriptWeights.containsKey(script)
                && scripts.stream()
                        .noneMatch(described -> described.value().name().equals(script));
    }

    /** What describes a tracker. */
    Optional<Statement> statement(String kind, String name) {
        return Optional.ofNullable(statements.get(kind + " " + name));
    }

    /** Whether a script is about HAProxy, by its name or by what it runs. */
    boolean aboutHaproxy(String script) {
        return (script + scriptCommands.getOrDefault(script, ""))
                .toLowerCase(Locale.ROOT)
                .contains("haproxy");
    }
}
