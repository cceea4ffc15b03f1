package io.havip.cli;

import io.havip.config.ConfigException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Asks the gateway that runs with this configuration: what a container's health check calls. */
@Command(
        name = "health",
        description = "Asks the gateway that runs here whether it keeps its deadlines. Exit status 1: it does not.",
        mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {
    private static final int TIMEOUT_MILLIS = 2_000;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            var answer = new RunningGateway(config.read()).ask("GET", "/health/live", TIMEOUT_MILLIS);
            spec.commandLine().getOut().println(answer.ok() ? "healthy" : "status " + answer.status());
            return answer.ok() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (ConfigException | IOException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }
}
