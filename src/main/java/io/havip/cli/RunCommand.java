package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.config.GatewayConfig;
import io.havip.linux.Privileges;
import io.quarkus.runtime.Quarkus;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the gateway in the foreground until it is told to stop. */
@Command(
        name = "run",
        description = "Runs the gateway in the foreground. Exit status 143: stopped by SIGTERM; "
                + "2: the configuration can't be used; 1: anything else that keeps it from running.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    enum LogFormat {
        TEXT,
        JSON
    }

    enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Mixin
    private final ControlOption control = new ControlOption();

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "text (default) or json.")
    private LogFormat logFormat = LogFormat.TEXT;

    @Option(names = "--log-level", paramLabel = "LEVEL", description = "error, warn, info (default) or debug.")
    private LogLevel logLevel = LogLevel.INFO;

    @Option(names = "--skip-preflight", description = "Starts even if something seems to be missing on this machine.")
    private boolean skipPreflight;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() {
        GatewayConfig read;
        try {
            read = config.read();
        } catch (ConfigException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return Main.EXIT_INVALID;
        }
        var tooLittle = Heap.fit(read);
        if (tooLittle.isPresent()) {
            spec.commandLine().getErr().println(tooLittle.get());
            return CommandLine.ExitCode.SOFTWARE;
        }
        Privileges.assume();
        var obstacle = skipPreflight ? Optional.<String>empty() : Preflight.obstacle(read, control.path());
        if (obstacle.isPresent()) {
            spec.commandLine().getErr().println(obstacle.get());
            return CommandLine.ExitCode.SOFTWARE;
        }
        setProcessSettings();
        Quarkus.run(GatewayApplication.class, arguments());
        return CommandLine.ExitCode.OK;
    }

    private String[] arguments() {
        return Stream.concat(Stream.of(config.arguments()), control.arguments().stream())
                .toArray(String[]::new);
    }

    /** Quarkus reads them when it starts, from the system's properties. */
    private void setProcessSettings() {
        System.setProperty("quarkus.log.level", logLevel.name());
        System.setProperty("quarkus.log.console.json.enabled", Boolean.toString(logFormat == LogFormat.JSON));
    }
}
