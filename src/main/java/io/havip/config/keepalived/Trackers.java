package io.havip.config.keepalived;

import io.havip.config.draft.Located;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.health.ScriptSettings;
import java.util.List;
import java.util.Map;

/**
 * What the file describes to be tracked.
 *
 * @param scriptWeights how each script is followed by default, by name, even if it could not be read; the others likewise
 */
record Trackers(
        List<Located<ScriptSettings>> scripts,
        Map<String, Weight> scriptWeights,
        List<Located<ProcessSettings>> processes,
        Map<String, Weight> processWeights,
        List<Located<FileSettings>> files,
        Map<String, Weight> fileWeights) {
    Trackers {
        scripts = List.copyOf(scripts);
        scriptWeights = Map.copyOf(scriptWeights);
        processes = List.copyOf(processes);
        processWeights = Map.copyOf(processWeights);
        files = List.copyOf(files);
        fileWeights = Map.copyOf(fileWeights);
    }
}
