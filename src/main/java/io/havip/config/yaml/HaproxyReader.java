package io.havip.config.yaml;

import io.havip.config.text.Durations;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.haproxy.HaproxySettings;
import io.havip.haproxy.HaproxySettings.HaproxyProcess;
import io.havip.haproxy.HaproxySettings.Probe;
import java.nio.file.Path;
import java.util.Optional;

/** Reads {@code haproxy}. */
final class HaproxyReader {
    private static final Path DEFAULT_BINARY = Path.of("/usr/sbin/haproxy");
    private static final Path DEFAULT_CONFIGURATION = Path.of("/etc/haproxy/haproxy.cfg");

    private final Problems problems;
    private final Scalars scalars;

    HaproxyReader(Problems problems) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
    }

    HaproxySettings read(YamlMapping mapping) {
        HaproxyProcess process = process(mapping);
        Optional<Path> socket = path(mapping, "socket");
        Optional<Probe> probe = mapping.mapping("probe").flatMap(this::probe);
        long intervalNanos = mapping.durationNanos("interval", Range.CHECK_NANOS)
                .map(Located::value)
                .orElse(HaproxySettings.DEFAULT_INTERVAL_NANOS);
        Optional<Located<Long>> timeout = mapping.durationNanos("timeout", Range.CHECK_NANOS);
        timeout.filter(time -> time.value() > intervalNanos)
                .ifPresent(time -> problems.error(
                        time.place(),
                        "a check may not take longer than the interval of " + Durations.show(intervalNanos),
                        "shorten the timeout, or lengthen the interval"));
        int rise = mapping.integer("rise", Range.COUNT).map(Located::value).orElse(HaproxySettings.DEFAULT_RISE);
        int fall = mapping.integer("fall", Range.COUNT).map(Located::value).orElse(HaproxySettings.DEFAULT_FALL);
        mapping.refuseOthers();
        return new HaproxySettings(
                process,
                socket,
                probe,
                intervalNanos,
                timeout.map(Located::value).orElse(Math.min(HaproxySettings.DEFAULT_TIMEOUT_NANOS, intervalNanos)),
                rise,
                fall);
    }

    private HaproxyProcess process(YamlMapping mapping) {
        Optional<HaproxyProcess> supervised = mapping.mapping("supervise").map(this::supervised);
        Optional<HaproxyProcess> attached = mapping.mapping("attach").map(this::attached);
        if (supervised.isPresent() && attached.isPresent()) {
            problems.error(
                    mapping.placeOf("attach"),
                    "HAProxy is either supervised or attached to",
                    "remove supervise or attach");
        }
        return supervised.or(() -> attached).orElseGet(() -> new HaproxyProcess.Attached(Optional.empty()));
    }

    private HaproxyProcess supervised(YamlMapping mapping) {
        Path binary = path(mapping, "binary").orElse(DEFAULT_BINARY);
        Path configuration = path(mapping, "config").orElse(DEFAULT_CONFIGURATION);
        mapping.refuseOthers();
        return new HaproxyProcess.Supervised(binary, configuration);
    }

    private HaproxyProcess attached(YamlMapping mapping) {
        Optional<Path> pidFile = path(mapping, "pid-file");
        mapping.refuseOthers();
        return new HaproxyProcess.Attached(pidFile);
    }

    private Optional<Probe> probe(YamlMapping mapping) {
        var address = mapping.required(
                "address",
                key -> mapping.text(key).flatMap(scalars::socketAddress),
                "say where HAProxy listens: address: 127.0.0.1:8080");
        var http = mapping.text("http");
        http.filter(path -> !path.value().matches("/[!-~]*"))
                .ifPresent(path -> problems.error(
                        path.place(), "'" + path.value() + "' is not the path of a URL", "write e.g. /health"));
        mapping.refuseOthers();
        return address.map(listener -> new Probe(listener, http.map(Located::value)));
    }

    private Optional<Path> path(YamlMapping mapping, String key) {
        return mapping.text(key).flatMap(scalars::path);
    }
}
