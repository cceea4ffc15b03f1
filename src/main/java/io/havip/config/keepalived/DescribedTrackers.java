package io.havip.config.keepalived;

import io.havip.config.options.GatewayOptions;
import io.havip.config.options.HealthOptions.File;
import io.havip.config.options.HealthOptions.Process;
import io.havip.config.options.HealthOptions.Script;
import io.havip.config.options.Option;
import io.havip.config.options.Settings;
import io.havip.config.options.TrackOptions;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Suggestion;
import io.havip.health.ProcessSettings.Match;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what the file describes to be tracked: {@code vrrp_script}, {@code vrrp_track_process}, {@code track_file}. */
final class DescribedTrackers {
    static final String SCRIPT = "vrrp_script";
    static final String PROCESS = "vrrp_track_process";
    static final String FILE = "track_file";
    static final String OLD_FILE = "vrrp_track_file";

    private static final List<String> MATCHES = List.of("initial", "partial");

    private final Settings root;
    private final String scriptUser;
    private final Problems problems;
    private final Map<Tracker, Statement> statements = new HashMap<>();
    private final Map<Tracker, Settings> weights = new HashMap<>();
    private final Map<String, String> scriptCommands = new HashMap<>();
    private final Set<String> runnable = new HashSet<>();

    private record Tracker(String kind, String name) {}

    /** @param scriptUser who runs scripts; empty for the agent's own user */
    DescribedTrackers(Block top, Settings root, String scriptUser, Problems problems) {
        this.root = root;
        this.scriptUser = scriptUser;
        this.problems = problems;
        describe(top, SCRIPT, Scope.VRRP_SCRIPT, GatewayOptions.SCRIPTS, this::script);
        describe(top, PROCESS, Scope.VRRP_TRACK_PROCESS, GatewayOptions.PROCESSES, this::process);
        describe(top, FILE, Scope.TRACK_FILE, GatewayOptions.FILES, this::file);
        describe(top, OLD_FILE, Scope.TRACK_FILE, GatewayOptions.FILES, this::file);
    }

    /** What describes a tracker. */
    Optional<Statement> statement(String kind, String name) {
        return Optional.ofNullable(statements.get(new Tracker(kind, name)));
    }

    /** How it is followed unless an instance says otherwise. */
    Optional<Settings> weight(String kind, String name) {
        return Optional.ofNullable(weights.get(new Tracker(kind, name)));
    }

    /** Whether a script is described that can be run. */
    boolean runnable(String script) {
        return runnable.contains(script);
    }

    /** Whether a script is about HAProxy, by its name or by what it runs. */
    boolean aboutHaproxy(String script) {
        return (script + scriptCommands.getOrDefault(script, ""))
                .toLowerCase(Locale.ROOT)
                .contains("haproxy");
    }

    private interface Reader {
        Optional<Settings> read(Located<String> name, Block block);
    }

    /** Without those whose reading has reported a problem. */
    private void describe(
            Block top, String kind, Scope section, Option<List<Located<Settings>>> option, Reader reader) {
        top.named(kind, section, (statement, name, block) -> {
            var tracker = new Tracker(kind, name.value());
            statements.putIfAbsent(tracker, statement);
            weights.put(tracker, weight(block, kind));
            reader.read(name, block).ifPresent(described -> root.add(option, name.with(described)));
            return name;
        });
    }

    /** {@code weight POINTS [reverse]}: of several the last one's points count, and {@code reverse} wherever it stands. */
    private Settings weight(Block block, String kind) {
        boolean script = kind.equals(SCRIPT);
        var weight = root.beneath(script ? TrackOptions.FOLLOWED : TrackOptions.WIDELY_FOLLOWED, block.place());
        if (kind.equals(FILE) || kind.equals(OLD_FILE)) {
            weight.set(TrackOptions.WEIGHT, 1);
        }
        block.counting("weight").ifPresent(statement -> {
            block.refuseAfter(2, statement);
            block.value(script ? TrackOptions.WEIGHT : TrackOptions.WIDE_WEIGHT, statement.withArguments(1))
                    .ifPresent(points -> weight.put(TrackOptions.WEIGHT, points));
        });
        block.all("weight").stream()
                .flatMap(statement -> statement.arguments().stream().skip(1).limit(1))
                .forEach(word -> {
                    weight.set(TrackOptions.REVERSE, true);
                    if (!word.text().equals("reverse")) {
                        problems.error(
                                block.within(word, "weight"), "'" + word.text() + "' is not 'reverse'", "remove it");
                    }
                });
        return weight;
    }

    private Optional<Settings> script(Located<String> name, Block block) {
        block.all("script").forEach(statement -> scriptCommands.put(name.value(), statement.toString()));
        var script = root.beneath(Script.SECTION, block.place());
        script.put(Script.NAME, name);
        block.read(script, "");
        String user = ScriptUser.read(block, "user", problems).orElse(scriptUser);
        var command = block.required(
                        "script",
                        block.counting("script").flatMap(statement -> CommandLine.split(block, statement, problems)),
                        "give the program and its arguments: script \"PROGRAM ARGUMENT\"")
                .filter(words -> CommandLine.runnable(words, user, "it is not run", problems));
        command.ifPresent(words -> {
            ProgramReader.put(script, words, user);
            runnable.add(name.value());
        });
        return command.map(_ -> script);
    }

    private Optional<Settings> process(Located<String> name, Block block) {
        var process = root.beneath(Process.SECTION, block.place());
        process.put(Process.NAME, name);
        block.read(Process.RISE_DELAY, "delay").ifPresent(delay -> {
            process.put(Process.RISE_DELAY, delay);
            process.put(Process.FALL_DELAY, delay);
        });
        block.read(process, "");
        // "Not running at all" is said by quorum_max 0, whatever the quorum.
        process.written(Process.QUORUM_MAX)
                .filter(max -> max.value() == 0)
                .ifPresent(max -> process.put(Process.QUORUM, max));
        block.required("process", block.counting("process"), "name the program: process haproxy")
                .ifPresent(statement -> {
                    if (statement.arguments().isEmpty()) {
                        problems.error(block.placeOf(statement), "a value is missing", "name the program");
                    }
                    statement.arguments().forEach(word -> process.add(Process.COMMAND, block.located(word, "process")));
                });
        match(block, process.items(Process.COMMAND).size() > 1).ifPresent(match -> process.set(Process.MATCH, match));
        return Optional.of(process).filter(read -> read.has(Process.COMMAND));
    }

    private Optional<Match> match(Block block, boolean arguments) {
        boolean full = block.flag("full_command");
        var given = block.text("param_match");
        given.filter(word -> !MATCHES.contains(word.value()))
                .ifPresent(word -> problems.error(
                        word.place(), "'" + word.value() + "' is not a match", Suggestion.mend(word.value(), MATCHES)));
        boolean partial = given.filter(word -> word.value().equals("partial")).isPresent();
        if (given.isPresent()) {
            return Optional.of(partial ? Match.PARTIAL : arguments ? Match.INITIAL : Match.COMMAND);
        }
        return full && !arguments ? Optional.of(Match.PROGRAM) : Optional.empty();
    }

    private Optional<Settings> file(Located<String> name, Block block) {
        var file = root.beneath(File.SECTION, block.place());
        file.put(File.NAME, name);
        block.read(file, "");
        block.required("file", block.counting("file"), "name the file: file \"/run/priority\"");
        block.counting("init_file").ifPresent(statement -> {
            block.refuseAfter(2, statement);
            file.set(File.INITIAL, 0);
            for (int i = 1; i <= statement.arguments().size(); i++) {
                if (statement.words().get(i).text().equals("overwrite")) {
                    file.set(File.OVERWRITE, true);
                } else {
                    block.value(File.INITIAL, statement.only(i)).ifPresent(value -> file.put(File.INITIAL, value));
                }
            }
        });
        return Optional.of(file).filter(read -> read.has(File.PATH));
    }
}
