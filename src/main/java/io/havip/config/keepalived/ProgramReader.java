package io.havip.config.keepalived;

import io.havip.config.Programs;
import io.havip.config.Programs.Limited;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.config.text.ScriptFile;
import io.havip.programs.NotifyFifoSettings;
import io.havip.programs.NotifyScript;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what {@code global_defs} has run at the start and the end, and its FIFOs. */
final class ProgramReader {
    private final Block globals;
    private final String scriptUser;
    private final Problems problems;

    /** @param scriptUser the user of programs that have none of their own */
    ProgramReader(Block globals, String scriptUser, Problems problems) {
        this.globals = globals;
        this.scriptUser = scriptUser;
        this.problems = problems;
    }

    Programs read() {
        return new Programs(
                limited("startup_script"),
                limited("shutdown_script"),
                Stream.of("notify_fifo", "vrrp_notify_fifo")
                        .flatMap(keyword -> fifo(keyword).stream())
                        .toList());
    }

    private Optional<Limited> limited(String keyword) {
        int seconds = globals.integer(keyword + "_timeout", Range.PROGRAM_SECONDS)
                .map(Located::value)
                .orElse(Limited.DEFAULT_SECONDS);
        return program(keyword).map(script -> new Limited(script, seconds));
    }

    private Optional<NotifyScript> program(String keyword) {
        var program = globals.counting(keyword)
                .flatMap(statement -> NotifyReader.program(globals, statement, scriptUser, problems));
        program.ifPresent(
                script -> ScriptFile.check(script.map(each -> each.command().getFirst()), problems));
        return program.map(Located::value);
    }

    /** A path, then perhaps a user and a group. */
    private Optional<NotifyFifoSettings> fifo(String keyword) {
        var reader = program(keyword + "_script");
        return globals.counting(keyword).flatMap(statement -> {
            globals.refuseAfter(3, statement);
            var words = statement.arguments();
            if (words.isEmpty()) {
                problems.error(globals.placeOf(statement), "a value is missing", "give the path of the FIFO");
                return Optional.empty();
            }
            String owner = words.size() < 2
                    ? ""
                    : words.get(1).text()
                            + (words.size() < 3 ? "" : ":" + words.get(2).text());
            return new Scalars(problems)
                    .path(new Located<>(words.getFirst().text(), globals.within(words.getFirst(), keyword)))
                    .map(path -> new NotifyFifoSettings(path, owner, reader));
        });
    }
}
