package io.havip.config.options;

import static io.havip.config.text.Durations.DAY;
import static io.havip.config.text.Durations.MILLISECOND;
import static io.havip.config.text.Durations.SECOND;

import io.havip.config.options.Type.Items;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.health.FileSettings;
import io.havip.health.FileSettings.Initial;
import io.havip.health.ProcessSettings;
import io.havip.health.ProcessSettings.Match;
import io.havip.programs.ScriptSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is said of scripts, processes and files that can be followed. */
public final class HealthOptions {
    private HealthOptions() {}

    /** A check script. */
    public static final class Script {
        private Script() {}

        public static final Option<String> NAME = Option.required(
                "name",
                Type.name(),
                "Unique; not `haproxy` where there is a `haproxy` section.",
                "name the script: name: NAME");
        public static final Option<Long> INTERVAL = Option.of(
                        "interval", Type.duration(10 * MILLISECOND, DAY), "Between starts.")
                .standard(SECOND)
                .keepalived("interval");
        public static final Option<Long> TIMEOUT = Option.of(
                        "timeout",
                        Type.duration(10 * MILLISECOND, DAY),
                        "After which a run is killed and counts as failed.")
                .otherwise("the interval", script -> script.find(INTERVAL))
                .keepalived("timeout");
        public static final Option<Integer> RISE = Option.of(
                        "rise", Type.integer(1, 1_000), "Successes in a row until healthy.")
                .standard(1)
                .keepalived("rise");
        public static final Option<Integer> FALL = Option.of(
                        "fall", Type.integer(1, 1_000), "Failures in a row until unhealthy.")
                .standard(1)
                .keepalived("fall");
        public static final Option<Boolean> INITIALLY_FAILED = Option.of(
                        "initially-failed",
                        Type.flag(),
                        "Failed until it has succeeded `rise` times; otherwise its first result decides.")
                .standard(false)
                .akin("init_fail");

        public static final Section SECTION = Section.of(
                "scripts",
                NAME,
                ProgramOptions.COMMAND,
                INTERVAL,
                TIMEOUT,
                RISE,
                FALL,
                INITIALLY_FAILED,
                ProgramOptions.USER);

        /** At the place of its program; empty where its name or program is missing. */
        public static Optional<Located<ScriptSettings>> settings(Settings script) {
            return ProgramOptions.script(script)
                    .flatMap(program -> script.find(NAME)
                            .map(name -> program.map(run -> new ScriptSettings(
                                    name,
                                    run.command(),
                                    script.get(INTERVAL),
                                    script.get(TIMEOUT),
                                    script.get(RISE),
                                    script.get(FALL),
                                    script.get(INITIALLY_FAILED),
                                    run.user()))));
        }
    }

    /** Processes that have to run. */
    public static final class Process {
        private Process() {}

        public static final Option<String> NAME =
                Option.required("name", Type.name(), "Unique.", "name what is tracked: name: NAME");
        public static final Option<List<Located<String>>> COMMAND = Option.required(
                        "command",
                        new Items<>(Type.text()),
                        "The program, then perhaps arguments, as a list.",
                        "give the program and its arguments: command: [PROGRAM]")
                .akin("process");
        public static final Option<Match> MATCH = Option.of(
                        "match",
                        Type.choice(Match.class),
                        "`name`: the process's name, of which the kernel keeps 15 characters. `program`: the first"
                                + " word of its command line. `command`: the command line. `partial`: further arguments"
                                + " may follow. `initial`: the last argument may be longer.")
                .otherwise(
                        "`name`, or `command` with arguments",
                        process -> Optional.of(process.items(COMMAND).size() > 1 ? Match.COMMAND : Match.NAME))
                .akin("param_match");
        public static final Option<Integer> QUORUM = Option.of(
                        "quorum", Type.integer(0, 65_535), "How many have to run.")
                .standard(1)
                .keepalived("quorum");
        public static final Option<Integer> QUORUM_MAX = Option.of(
                        "quorum-max", Type.integer(0, 65_535), "How many may run.")
                .otherwise("any number")
                .keepalived("quorum_max");
        public static final Option<Long> RISE_DELAY = Option.of(
                        "rise-delay", Type.duration(0, DAY), "How long enough have to run until they count.")
                .standard(0L)
                .keepalived("fork_delay");
        public static final Option<Long> FALL_DELAY = Option.of(
                        "fall-delay", Type.duration(0, DAY), "How long they may be missing until it counts.")
                .standard(0L)
                .keepalived("terminate_delay");

        public static final Section SECTION =
                Section.of("processes", NAME, COMMAND, MATCH, QUORUM, QUORUM_MAX, RISE_DELAY, FALL_DELAY);

        /** At the place of its program; empty where its name or program is missing. */
        public static Optional<Located<ProcessSettings>> settings(Settings process, Problems problems) {
            int quorum = process.get(QUORUM);
            process.written(QUORUM_MAX)
                    .filter(max -> max.value() < quorum)
                    .ifPresent(max -> problems.error(max.place(), "it is below quorum", "raise it, or lower quorum"));
            return process.find(COMMAND).stream()
                    .flatMap(command -> command.stream().limit(1))
                    .findFirst()
                    .flatMap(first -> process.find(NAME)
                            .map(name -> first.with(new ProcessSettings(
                                    name,
                                    process.items(COMMAND),
                                    process.get(MATCH),
                                    quorum,
                                    process.find(QUORUM_MAX).orElse(Integer.MAX_VALUE),
                                    process.get(RISE_DELAY),
                                    process.get(FALL_DELAY)))));
        }
    }

    /** A file whose number counts. */
    public static final class File {
        private File() {}

        public static final Option<String> NAME =
                Option.required("name", Type.name(), "Unique.", "name what is tracked: name: NAME");
        public static final Option<Path> PATH = Option.required(
                        "path", Type.path(), "The file.", "give the file: path: /run/priority")
                .keepalived("file");
        public static final Option<Integer> INITIAL = Option.of(
                        "initial",
                        Type.integer(-999_999_999, 999_999_999),
                        "What is written at the start if there is no file.")
                .akin("init_file");
        public static final Option<Boolean> OVERWRITE = Option.of(
                        "overwrite", Type.flag(), "Whether it is written in any case. Needs `initial`.")
                .otherwise("`false`", file -> file.find(INITIAL).map(_ -> false));

        public static final Section SECTION = Section.of("files", NAME, PATH, INITIAL, OVERWRITE);

        /** At the place of its path; empty where that or its name is missing. */
        public static Optional<Located<FileSettings>> settings(Settings file, Problems problems) {
            var initial = file.find(INITIAL);
            file.written(OVERWRITE)
                    .filter(_ -> initial.isEmpty())
                    .ifPresent(flag -> problems.error(flag.place(), "there is no initial value", "add initial: 0"));
            return file.written(PATH)
                    .flatMap(path -> file.find(NAME)
                            .map(name -> path.map(place -> new FileSettings(
                                    name, place, initial.map(value -> new Initial(value, file.get(OVERWRITE)))))));
        }
    }
}
