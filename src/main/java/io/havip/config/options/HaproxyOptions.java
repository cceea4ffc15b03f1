package io.havip.config.options;

import static io.havip.config.text.Durations.MILLISECOND;
import static io.havip.config.text.Durations.SECOND;

import io.havip.config.options.Type.Group;
import io.havip.config.text.Durations;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import io.havip.haproxy.HaproxySettings;
import io.havip.haproxy.HaproxySettings.HaproxyProcess;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/** How HAProxy is found and checked. */
public final class HaproxyOptions {
    private static final long TIMEOUT_NANOS = 80 * MILLISECOND;

    private HaproxyOptions() {}

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

        private static Optional<HaproxySettings.Probe> settings(Settings probe) {
            return probe.find(ADDRESS).map(address -> new HaproxySettings.Probe(address, probe.find(HTTP)));
        }

        private static Optional<Located<String>> url(Scalars scalars, Located<String> word) {
            return word.value().matches("/[!-~]*")
                    ? Optional.of(word)
                    : scalars.refuse(word, "is not the path of a URL", "write e.g. /health");
        }
    }

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
    public static final Option<Settings> PROBE =
            Option.of("probe", new Group(Probe.SECTION), "A listener of HAProxy's own to connect to.");
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

    public static HaproxySettings settings(Settings haproxy, Problems problems) {
        if (haproxy.has(SUPERVISE)) {
            haproxy.written(ATTACH)
                    .ifPresent(attach -> problems.error(
                            attach.place(),
                            "HAProxy is either supervised or attached to",
                            "remove supervise or attach"));
        }
        long intervalNanos = haproxy.get(INTERVAL);
        haproxy.written(TIMEOUT)
                .filter(timeout -> timeout.value() > intervalNanos)
                .ifPresent(timeout -> problems.error(
                        timeout.place(),
                        "a check may not take longer than the interval of " + Durations.show(intervalNanos),
                        "shorten the timeout, or lengthen the interval"));
        return new HaproxySettings(
                process(haproxy),
                haproxy.find(SOCKET),
                haproxy.find(PROBE).flatMap(Probe::settings),
                intervalNanos,
                haproxy.get(TIMEOUT),
                haproxy.get(RISE),
                haproxy.get(FALL));
    }

    private static HaproxyProcess process(Settings haproxy) {
        return haproxy.find(SUPERVISE)
                .<HaproxyProcess>map(child ->
                        new HaproxyProcess.Supervised(child.get(Supervise.BINARY), child.get(Supervise.CONFIG)))
                .orElseGet(() -> new HaproxyProcess.Attached(
                        haproxy.find(ATTACH).flatMap(other -> other.find(Attach.PID_FILE))));
    }
}
