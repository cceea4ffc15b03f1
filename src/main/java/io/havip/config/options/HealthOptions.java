package io.havip.config.options;

import static io.havip.config.text.Durations.DAY;
import static io.havip.config.text.Durations.MILLISECOND;
import static io.havip.config.text.Durations.SECOND;

import io.havip.config.options.Type.Group;
import io.havip.config.options.Type.Items;
import io.havip.config.text.Located;
import io.havip.config.text.Scalars;
import io.havip.health.ProcessSettings.Match;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is said of HAProxy, and of scripts, processes and files that can be followed. */
public final class HealthOptions {
    private HealthOptions() {}

    /** HAProxy is run by someone else. */
    public static final class Attach {
        private Attach() {}

        public static final Option<Path> PID_FILE = Option.of(
                        "pid-file", Type.path(), "Where HAProxy writes its process id.")
                .otherwise("looked for in the usual places");

        public static final Section SECTION = Section.of("attach", PID_FILE);
    }

    /** HAProxy is the agent's child. */
    public static final class Supervise {
        private Supervise() {}

        public static final Option<Path> BINARY =
                Option.of("binary", Type.path(), "The program.").standard(Path.of("/usr/sbin/haproxy"));
        public static final Option<Path> CONFIG = Option.of("config", Type.path(), "Its configuration file.")
                .standard(Path.of("/etc/haproxy/haproxy.cfg"));

        public static final Section SECTION = Section.of("supervise", BINARY, CONFIG);
    }

    /** A listener of HAProxy's own. */
    public static final class Probe {
        private Probe() {}

        public static final Option<InetSocketAddress> ADDRESS = Option.required(
                "address",
                Type.socketAddress(),
                "Where HAProxy listens.",
                "say where HAProxy listens: address: 127.0.0.1:8080");
        public static final Option<String> HTTP = Option.of(
                        "http",
                        Type.text(Probe::url),
                        "The path of a GET that must be answered with a status below 400.")
                .otherwise("connect only");

        public static final Section SECTION = Section.of("probe", ADDRESS, HTTP);

        private static Optional<Located<String>> url(Scalars scalars, Located<String> word) {
            return word.value().matches("/[!-~]*")
                    ? Optional.of(word)
                    : scalars.refuse(word, "is not the path of a URL", "write e.g. /health");
        }
    }

    /** How HAProxy is found and checked. */
    public static final class Haproxy {
        private static final long TIMEOUT_NANOS = 80 * MILLISECOND;

        private Haproxy() {}

        public static final Option<Settings> SUPERVISE = Option.of(
                        "supervise",
                        new Group(Supervise.SECTION),
                        "The agent starts HAProxy, and restarts it when it dies. Not together with `attach`.")
                .atStartOnly();
        public static final Option<Settings> ATTACH = Option.of(
                        "attach", new Group(Attach.SECTION), "HAProxy is run by someone else.")
                .otherwise(
                        "this one",
                        haproxy -> haproxy.has(SUPERVISE)
                                ? Optional.empty()
                                : Optional.of(haproxy.beneath(Attach.SECTION, haproxy.place())));
        public static final Option<Path> SOCKET = Option.of(
                        "socket", Type.path(), "HAProxy's runtime API socket (`stats socket`).")
                .otherwise("looked for in the usual places");
        public static final Option<Settings> PROBE = Option.of(
                        "probe", new Group(Probe.SECTION), "A listener of HAProxy's own to connect to.")
                .otherwise("none");
        public static final Option<Long> INTERVAL = Option.of(
                        "interval", Type.duration(MILLISECOND, 60 * SECOND), "Between checks.")
                .standard(100 * MILLISECOND);
        public static final Option<Long> TIMEOUT = Option.of(
                        "timeout",
                        Type.duration(MILLISECOND, 60 * SECOND),
                        "How long a check may take, at most the interval.")
                .otherwise(
                        "`80ms`, or the interval if that is shorter",
                        haproxy -> Optional.of(Math.min(TIMEOUT_NANOS, haproxy.get(INTERVAL))));
        public static final Option<Integer> RISE = Option.of(
                        "rise", Type.integer(1, 1_000), "Successful checks in a row until healthy.")
                .standard(2);
        public static final Option<Integer> FALL = Option.of(
                        "fall",
                        Type.integer(1, 1_000),
                        "Failed checks in a row until unhealthy. The end of the process needs no check.")
                .standard(3);

        public static final Section SECTION =
                Section.of("haproxy", ATTACH, SUPERVISE, SOCKET, PROBE, INTERVAL, TIMEOUT, RISE, FALL);
    }

    /** A check script. */
    public static final class Script {
        private Script() {}

        public static final Option<String> NAME = Option.required(
                "name",
                Type.text(),
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
                .keepalived("init_fail");

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
    }

    /** Processes that have to run. */
    public static final class Process {
        private Process() {}

        public static final Option<String> NAME =
                Option.required("name", Type.text(), "Unique.", "name what is tracked: name: NAME");
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
    }

    /** A file whose number counts. */
    public static final class File {
        private File() {}

        public static final Option<String> NAME =
                Option.required("name", Type.text(), "Unique.", "name what is tracked: name: NAME");
        public static final Option<Path> PATH = Option.required(
                        "path", Type.path(), "The file.", "give the file: path: /run/priority")
                .keepalived("file");
        public static final Option<Integer> INITIAL = Option.of(
                        "initial",
                        Type.integer(-999_999_999, 999_999_999),
                        "What is written at the start if there is no file.")
                .otherwise("none")
                .akin("init_file");
        public static final Option<Boolean> OVERWRITE = Option.of(
                        "overwrite", Type.flag(), "Whether it is written in any case. Needs `initial`.")
                .otherwise("`false`", file -> file.find(INITIAL).map(_ -> false));

        public static final Section SECTION = Section.of("files", NAME, PATH, INITIAL, OVERWRITE);
    }
}
