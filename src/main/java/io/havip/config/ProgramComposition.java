package io.havip.config;

import io.havip.config.Programs.Limited;
import io.havip.config.options.ProgramOptions;
import io.havip.config.options.ProgramOptions.Fifo;
import io.havip.config.options.ProgramOptions.Notify;
import io.havip.config.options.Settings;
import io.havip.config.text.Durations;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.ScriptFile;
import io.havip.programs.NotifyFifoSettings;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes the operator's programs of what the options say. */
final class ProgramComposition {
    private final Problems problems;

    ProgramComposition(Problems problems) {
        this.problems = problems;
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

    static Map<Occasion, Located<NotifyScript>> notifyScripts(Settings notify) {
        var scripts = new EnumMap<Occasion, Located<NotifyScript>>(Occasion.class);
        Notify.OPTIONS.forEach((occasion, option) -> notify.find(option)
                .flatMap(ProgramComposition::script)
                .ifPresent(script -> scripts.put(occasion, script)));
        return scripts;
    }

    static Map<Occasion, NotifyScript> values(Map<Occasion, Located<NotifyScript>> scripts) {
        return scripts.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, script -> script.getValue().value()));
    }

    Programs programs(Settings programs) {
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
}
