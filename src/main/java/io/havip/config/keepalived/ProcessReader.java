package io.havip.config.keepalived;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Suggestion;
import io.havip.health.ProcessSettings;
import io.havip.health.ProcessSettings.Match;
import java.util.List;
import java.util.Optional;

/** Reads {@code vrrp_track_process}. */
final class ProcessReader {
    private static final List<String> MATCHES = List.of("initial", "partial");

    private final Problems problems;

    ProcessReader(Problems problems) {
        this.problems = problems;
    }

    Optional<Located<ProcessSettings>> read(String name, Block block) {
        var command = block.required(
                "process",
                block.counting("process").flatMap(statement -> command(block, statement)),
                "name the program: process haproxy");
        Optional<Match> given = block.text("param_match").flatMap(word -> {
            if (!MATCHES.contains(word.value())) {
                problems.error(
                        word.place(), "'" + word.value() + "' is not a match", Suggestion.mend(word.value(), MATCHES));
            }
            return Optional.of(word.value().equals("partial") ? Match.PARTIAL : Match.INITIAL);
        });
        boolean full = block.flag("full_command");
        var delay = block.secondsNanos("delay", Range.PROCESS_DELAY_NANOS);
        var rise = block.secondsNanos("fork_delay", Range.PROCESS_DELAY_NANOS).or(() -> delay);
        var fall =
                block.secondsNanos("terminate_delay", Range.PROCESS_DELAY_NANOS).or(() -> delay);
        int quorum = block.integer("quorum", Range.QUORUM).map(Located::value).orElse(1);
        var quorumMax = block.integer("quorum_max", Range.QUORUM);
        quorumMax
                .filter(max -> max.value() < quorum && max.value() > 0)
                .ifPresent(
                        max -> problems.error(max.place(), "it is below quorum", "raise quorum_max, or lower quorum"));
        // "Not running at all" is said by quorum_max 0, whatever the quorum.
        boolean forbidden = quorumMax.filter(max -> max.value() == 0).isPresent();
        return command.map(words -> words.map(list -> new ProcessSettings(
                name,
                list,
                given.filter(match -> match == Match.PARTIAL || list.size() > 1).orElse(match(list, full, given)),
                forbidden ? 0 : quorum,
                quorumMax.map(Located::value).orElse(Integer.MAX_VALUE),
                rise.map(Located::value).orElse(0L),
                fall.map(Located::value).orElse(0L))));
    }

    private static Match match(List<String> command, boolean full, Optional<Match> given) {
        if (command.size() > 1 || given.isPresent()) {
            return Match.COMMAND;
        }
        return full ? Match.PROGRAM : Match.NAME;
    }

    private Optional<Located<List<String>>> command(Block block, Statement statement) {
        if (statement.arguments().isEmpty()) {
            problems.error(block.placeOf(statement), "a value is missing", "name the program");
            return Optional.empty();
        }
        List<String> words = statement.arguments().stream().map(Token::text).toList();
        return Optional.of(
                new Located<>(words, block.within(statement.arguments().getFirst(), "process")));
    }
}
