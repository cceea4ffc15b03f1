package io.havip.config;

import io.havip.config.options.HealthOptions;
import io.havip.config.options.HealthOptions.Attach;
import io.havip.config.options.HealthOptions.File;
import io.havip.config.options.HealthOptions.Haproxy;
import io.havip.config.options.HealthOptions.Process;
import io.havip.config.options.HealthOptions.Script;
import io.havip.config.options.HealthOptions.Supervise;
import io.havip.config.options.ProgramOptions;
import io.havip.config.options.Settings;
import io.havip.config.text.Durations;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.haproxy.HaproxySettings;
import io.havip.haproxy.HaproxySettings.HaproxyProcess;
import io.havip.health.FileSettings;
import io.havip.health.FileSettings.Initial;
import io.havip.health.ProcessSettings;
import io.havip.programs.ScriptSettings;
import java.util.Optional;

/** Makes the settings of trackers of what the options say. */
final class HealthComposition {
    private final Problems problems;

    HealthComposition(Problems problems) {
        this.problems = problems;
    }

    HaproxySettings haproxy(Settings haproxy) {
        if (haproxy.has(Haproxy.SUPERVISE)) {
            haproxy.written(Haproxy.ATTACH)
                    .ifPresent(attach -> problems.error(
                            attach.place(),
                            "HAProxy is either supervised or attached to",
                            "remove supervise or attach"));
        }
        long intervalNanos = haproxy.get(Haproxy.INTERVAL);
        haproxy.written(Haproxy.TIMEOUT)
                .filter(timeout -> timeout.value() > intervalNanos)
                .ifPresent(timeout -> problems.error(
                        timeout.place(),
                        "a check may not take longer than the interval of " + Durations.show(intervalNanos),
                        "shorten the timeout, or lengthen the interval"));
        return new HaproxySettings(
                process(haproxy.find(Haproxy.SUPERVISE), haproxy.find(Haproxy.ATTACH)),
                haproxy.find(Haproxy.SOCKET),
                haproxy.find(Haproxy.PROBE).flatMap(HealthComposition::probe),
                intervalNanos,
                haproxy.get(Haproxy.TIMEOUT),
                haproxy.get(Haproxy.RISE),
                haproxy.get(Haproxy.FALL));
    }

    private static HaproxyProcess process(Optional<Settings> supervise, Optional<Settings> attach) {
        return supervise
                .<HaproxyProcess>map(child ->
                        new HaproxyProcess.Supervised(child.get(Supervise.BINARY), child.get(Supervise.CONFIG)))
                .orElseGet(() -> new HaproxyProcess.Attached(attach.flatMap(other -> other.find(Attach.PID_FILE))));
    }

    private static Optional<HaproxySettings.Probe> probe(Settings probe) {
        return probe.find(HealthOptions.Probe.ADDRESS)
                .map(address -> new HaproxySettings.Probe(address, probe.find(HealthOptions.Probe.HTTP)));
    }

    /** At the place of its program; empty where its name or program is missing. */
    static Optional<Located<ScriptSettings>> script(Settings script) {
        return ProgramComposition.script(script)
                .flatMap(program -> script.find(Script.NAME)
                        .map(name -> program.map(run -> new ScriptSettings(
                                name,
                                run.command(),
                                script.get(Script.INTERVAL),
                                script.get(Script.TIMEOUT),
                                script.get(Script.RISE),
                                script.get(Script.FALL),
                                script.get(Script.INITIALLY_FAILED),
                                script.find(ProgramOptions.USER).orElse("")))));
    }

    Optional<Located<ProcessSettings>> process(Settings process) {
        int quorum = process.get(Process.QUORUM);
        process.written(Process.QUORUM_MAX)
                .filter(max -> max.value() < quorum)
                .ifPresent(max -> problems.error(max.place(), "it is below quorum", "raise it, or lower quorum"));
        return process.find(Process.COMMAND).stream()
                .flatMap(command -> command.stream().limit(1))
                .findFirst()
                .flatMap(first -> process.find(Process.NAME)
                        .map(name -> first.with(new ProcessSettings(
                                name,
                                process.items(Process.COMMAND),
                                process.get(Process.MATCH),
                                quorum,
                                process.find(Process.QUORUM_MAX).orElse(Integer.MAX_VALUE),
                                process.get(Process.RISE_DELAY),
                                process.get(Process.FALL_DELAY)))));
    }

    Optional<Located<FileSettings>> file(Settings file) {
        var initial = file.find(File.INITIAL);
        file.written(File.OVERWRITE)
                .filter(_ -> initial.isEmpty())
                .ifPresent(flag -> problems.error(flag.place(), "there is no initial value", "add initial: 0"));
        return file.written(File.PATH)
                .flatMap(path -> file.find(File.NAME)
                        .map(name -> path.map(place -> new FileSettings(
                                name, place, initial.map(value -> new Initial(value, file.get(File.OVERWRITE)))))));
    }
}
