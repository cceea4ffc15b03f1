package io.havip.config.keepalived;

import io.havip.config.draft.Located;
import io.havip.config.draft.Problems;
import io.havip.config.draft.Range;
import io.havip.config.draft.Scalars;
import io.havip.health.ScriptSettings;
import java.util.Optional;

/** Reads {@code vrrp_script}. */
final class ScriptReader {
    private static final long DEFAULT_INTERVAL_NANOS = 1_000_000_000L;

    private final Problems problems;
    private final Globals globals;

    ScriptReader(Problems problems, Globals globals) {
        this.problems = problems;
        this.globals = globals;
    }

    /** A script and how it is followed unless {@code track_script} says otherwise. */
    record Script(Located<ScriptSettings> settings, int weight, boolean reverse) {}

    Optional<Script> read(String name, Block block) {
        var command = block.required(
                "script",
                block.last("script").flatMap(statement -> CommandLine.split(block, statement, problems)),
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
        Optional<Statement> weight = block.last("weight");
        boolean reverse = weight.filter(statement -> reversed(block, statement)).isPresent();
        int points = weight.flatMap(statement -> points(block, statement)).orElse(0);
        return command.map(words -> new Script(
                words.map(list ->
                        new ScriptSettings(name, list, intervalNanos, timeoutNanos, rise, fall, initiallyFailed, user)),
                points,
                reverse));
    }

    private boolean reversed(Block block, Statement weight) {
        block.refuseAfter(2, weight);
        if (weight.arguments().size() < 2) {
            return false;
        }
        Token word = weight.arguments().get(1);
        if (!word.text().equals("reverse")) {
            problems.error(block.within(word, "weight"), "'" + word.text() + "' is not 'reverse'", "remove it");
        }
        return true;
    }

    private Optional<Integer> points(Block block, Statement weight) {
        if (weight.arguments().isEmpty()) {
            problems.error(block.placeOf(weight), "a value is missing", "give -253 to 253");
            return Optional.empty();
        }
        Token word = weight.arguments().getFirst();
        return new Scalars(problems)
                .integer(new Located<>(word.text(), block.within(word, "weight")), Range.WEIGHT)
                .map(Located::value);
    }
}
