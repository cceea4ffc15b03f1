package io.havip.config.options;

import static io.havip.config.text.Durations.SECOND;

import io.havip.config.options.Type.Group;
import io.havip.config.options.Type.Items;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.ScriptFile;
import io.havip.programs.NotifyFifoSettings;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.programs.ProgramSettings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is said of programs that are run. */
public final class ProgramOptions {
    private ProgramOptions() {}

    public static final Option<List<Located<String>>> COMMAND = Option.required(
            "command",
            new Items<>(Type.text()),
            "The program and its arguments, as a list. Never run through a shell. A path must exist, be executable and"
                    + " not be writable by others; a bare name is looked up on `PATH`.",
            "give the program and its arguments: command: [PROGRAM, ARGUMENT]");
    public static final Option<String> USER = Option.of("user", Type.text(), "The user to run as.")
            .otherwise("the agent's own")
            .akin("user");

    public static final Section PROGRAM = Section.of("program", COMMAND, USER);

    /** At the place of its program. */
    public static Optional<Located<NotifyScript>> script(Settings program) {
        return program.find(COMMAND)
                .flatMap(words -> words.stream()
                        .findFirst()
                        .map(first -> first.with(new NotifyScript(
                                program.items(COMMAND), program.find(USER).orElse("")))));
    }

    private static Optional<NotifyScript> checked(Settings program, Problems problems) {
        var script = script(program);
        script.ifPresent(
                told -> ScriptFile.check(told.map(each -> each.command().getFirst()), problems));
        return script.map(Located::value);
    }

    /** A program that is run to its end. */
    public static final class Limited {
        private Limited() {}

        public static final Option<Long> TIMEOUT = Option.of(
                        "timeout",
                        Type.duration(SECOND, 1_000 * SECOND),
                        "After which it is killed. What it exits with changes nothing; a warning says it.")
                .standard(10 * SECOND);

        public static final Section SECTION = Section.of("startup and shutdown", COMMAND, USER, TIMEOUT);

        private static Optional<ProgramSettings.Limited> settings(Settings program, Problems problems) {
            int seconds = (int) Math.ceilDiv(program.get(TIMEOUT), SECOND);
            return checked(program, problems).map(script -> new ProgramSettings.Limited(script, seconds));
        }
    }

    /** A FIFO for changes of state. */
    public static final class Fifo {
        private Fifo() {}

        public static final Option<Path> PATH = Option.required(
                "path",
                Type.path(),
                "It is made if it is not there, for its owner only, and then removed at the end."
                        + " [What is written](hooks.md#fifos).",
                "give the path from the root: path: /run/havip-gateway/notify");
        public static final Option<String> OWNER = Option.of(
                        "owner", Type.text(), "`USER` or `USER:GROUP`, of one that is made.")
                .otherwise("the agent's user");
        public static final Option<Settings> READER = Option.of(
                "reader",
                new Group(PROGRAM),
                "A program, `command` and `user`, that is run all the time, with the path as its last" + " argument.");

        public static final Section SECTION = Section.of("fifos", PATH, OWNER, READER);

        private static Optional<NotifyFifoSettings> settings(Settings fifo, Problems problems) {
            var reader = fifo.find(READER).flatMap(program -> checked(program, problems));
            return fifo.find(PATH)
                    .map(path -> new NotifyFifoSettings(path, fifo.find(OWNER).orElse(""), reader));
        }
    }

    /** Programs of the whole gateway. */
    public static final class Programs {
        private Programs() {}

        public static final Option<Settings> STARTUP = Option.of(
                        "startup",
                        new Group(Limited.SECTION),
                        "A program that is run to its end before anything starts.")
                .akin("startup_script");
        public static final Option<Settings> SHUTDOWN = Option.of(
                        "shutdown",
                        new Group(Limited.SECTION),
                        "One that is run to its end after everything has ended.")
                .akin("shutdown_script");
        public static final Option<List<Located<Settings>>> FIFOS = Option.of(
                        "fifos",
                        new Items<>(new Group(Fifo.SECTION)),
                        "FIFOs that get a line for each change of state.")
                .akin("notify_fifo");

        public static final Section SECTION = Section.of("programs", STARTUP, SHUTDOWN, FIFOS);

        public static ProgramSettings settings(Settings programs, Problems problems) {
            return new ProgramSettings(
                    programs.find(STARTUP).flatMap(program -> Limited.settings(program, problems)),
                    programs.find(SHUTDOWN).flatMap(program -> Limited.settings(program, problems)),
                    programs.items(FIFOS).stream()
                            .flatMap(fifo -> Fifo.settings(fifo, problems).stream())
                            .toList());
        }
    }

    /** Programs that are told of changes of state. */
    public static final class Notify {
        private Notify() {}

        private static final Map<Occasion, String> HELP = Map.of(
                Occasion.ACTIVE, "Run when the instance has become active, and its addresses are bound.",
                Occasion.BACKUP, "Run when it has become backup.",
                Occasion.FAULT, "Run when something that it can't do without has failed.",
                Occasion.STOP, "Run when the agent ends, or the instance is removed.",
                Occasion.DELETED, "Run instead of `stop` when a reload removes the instance.",
                Occasion.LOWER_HEARD,
                        "Run when it is active and hears the advertisement of a lower priority, at each: that one may"
                                + " have moved something that has to be moved back.",
                Occasion.ANY,
                        "Run at each of these but `lower-heard`, after the one of its own. Gets `INSTANCE NAME STATE"
                                + " PRIORITY` after its arguments; STATE is `MASTER`, `BACKUP`, `FAULT`, `STOP` or"
                                + " `DELETED`, as with keepalived.");
        private static final Map<Occasion, String> KEYWORDS = Map.of(
                Occasion.ACTIVE, "notify_master",
                Occasion.BACKUP, "notify_backup",
                Occasion.FAULT, "notify_fault",
                Occasion.STOP, "notify_stop",
                Occasion.DELETED, "notify_deleted",
                Occasion.LOWER_HEARD, "notify_master_rx_lower_pri",
                Occasion.ANY, "notify");

        /** One for each occasion. */
        public static final Map<Occasion, Option<Settings>> OPTIONS =
                Arrays.stream(Occasion.values()).collect(Collectors.toMap(occasion -> occasion, Notify::option));

        public static final Section SECTION = new Section("notify", List.copyOf(new EnumMap<>(OPTIONS).values()));

        public static Map<Occasion, Located<NotifyScript>> scripts(Settings notify) {
            var scripts = new EnumMap<Occasion, Located<NotifyScript>>(Occasion.class);
            OPTIONS.forEach((occasion, option) -> notify.find(option)
                    .flatMap(ProgramOptions::script)
                    .ifPresent(script -> scripts.put(occasion, script)));
            return scripts;
        }

        /** Without their places. */
        public static Map<Occasion, NotifyScript> values(Map<Occasion, Located<NotifyScript>> scripts) {
            return scripts.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, script -> script.getValue().value()));
        }

        private static Option<Settings> option(Occasion occasion) {
            return Option.of(Type.word(occasion), new Group(PROGRAM), HELP.getOrDefault(occasion, ""))
                    .akin(KEYWORDS.getOrDefault(occasion, ""));
        }
    }
}
