package io.havip.config.keepalived;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.programs.ScriptSettings;
import java.util.Optional;

/** Reads {@code vrrp_script}, as far as its program is there. */
final class ScriptReader {
    private static final long DEFAULT_INTERVAL_NANOS = 1_000_000_000L;

    private final Problems problems;
    private final Globals globals;

    ScriptReader(Problems problems, Globals globals) {
        this.problems = problems;
        this.globals = globals;
    }

    Optional<Located<ScriptSettings>> read(String name, Block block) {
        var command = block.required(
                "script",
                block.counting("script").flatMap(statement -> CommandLine.split(block, statement, problems)),
                "give the program and its arguments: script \"PROGRAM ARGUMENT\"");
        long intervalNanos = block.secondsNanos("interval", Range.SCRIPT_NANOS)
                .map(Located::value)
                .orElse(DEFAULT_INTERVAL_NANOS);
        long timeoutNanos = block.secondsNanos("timeout", Range.SCRIPT_NANOS)
                .map(Located::value)
                .orElse(intervalNanos);
        int rise = block.integer("rise", Range.COUNT).map(Located::value).orElse(1);
        int fall = block.integer("fall", Range.COUNT).map(Located::value).orElse(1);
        boolean initiallyFailed = block.flag("init_fail");
        String user = Globals.user(block, "user", problems).orElse(globals.scriptUser());
        return command.filter(words -> CommandLine.runnable(words, user, "it is not run", problems))
                .map(words -> words.map(list -> new ScriptSettings(
                        name, list, intervalNanos, timeoutNanos, rise, fall, initiallyFailed, user)));
    }
}
