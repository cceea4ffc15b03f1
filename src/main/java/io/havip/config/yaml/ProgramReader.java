package io.havip.config.yaml;

import io.havip.config.Programs;
import io.havip.config.Programs.Limited;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.config.text.ScriptFile;
import io.havip.programs.NotifyFifoSettings;
import io.havip.programs.NotifyScript;
import java.util.List;
import java.util.Optional;

/** Reads {@code programs}, and the programs that are named elsewhere. */
final class ProgramReader {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Problems problems;
    private final Scalars scalars;

    ProgramReader(Problems problems) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
    }

    Programs read(YamlMapping mapping) {
        var startup = mapping.mapping("startup").flatMap(this::limited);
        var shutdown = mapping.mapping("shutdown").flatMap(this::limited);
        List<NotifyFifoSettings> fifos = mapping.mappings("fifos").stream()
                .flatMap(fifo -> fifo(fifo).stream())
                .toList();
        mapping.refuseOthers();
        return new Programs(startup, shutdown, fifos);
    }

    private Optional<Limited> limited(YamlMapping mapping) {
        var timeout = mapping.durationNanos("timeout", Range.PROGRAM_NANOS);
        int seconds = timeout.map(nanos -> (int) Math.ceilDiv(nanos.value(), SECOND_NANOS))
                .orElse(Limited.DEFAULT_SECONDS);
        return checked(mapping).map(script -> new Limited(script, seconds));
    }

    private Optional<NotifyFifoSettings> fifo(YamlMapping mapping) {
        var path = mapping.required(
                "path",
                key -> mapping.text(key).flatMap(scalars::path),
                "give the path from the root: path: /run/havip-gateway/notify");
        var owner = mapping.text("owner").map(Located::value).orElse("");
        var reader = mapping.mapping("reader").flatMap(this::checked);
        mapping.refuseOthers();
        return path.map(value -> new NotifyFifoSettings(value, owner, reader));
    }

    private Optional<NotifyScript> checked(YamlMapping mapping) {
        var script = script(mapping);
        script.ifPresent(
                program -> ScriptFile.check(program.map(each -> each.command().getFirst()), problems));
        return script.map(Located::value);
    }

    /** {@code command} and {@code user}; everything else that is not read yet is reported. */
    static Optional<Located<NotifyScript>> script(YamlMapping mapping) {
        List<Located<String>> command = mapping.required(
                        "command",
                        key -> Optional.of(mapping.texts(key)),
                        "give the program and its arguments: command: [PROGRAM, ARGUMENT]")
                .orElse(List.of());
        String user = mapping.text("user").map(Located::value).orElse("");
        mapping.refuseOthers();
        return command.stream()
                .findFirst()
                .map(program -> program.map(_ ->
                        new NotifyScript(command.stream().map(Located::value).toList(), user)));
    }
}
