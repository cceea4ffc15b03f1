package io.havip.cli;

import io.havip.config.ConfigException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Asks the gateway that runs here: what a container's health check calls. */
@Command(
        name = "health",
        description = "Asks the gateway that runs here whether it keeps its deadlines. Exit status 1: it does not.",
        mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {
    @Mixin
    private final RunningGateway gateway = new RunningGateway();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            var health = gateway.ask(RunningGateway.Question.HEALTH);
            spec.commandLine()
                    .getOut()
                    .println(health.success() ? "healthy" : health.message().strip());
            return health.success() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (ConfigException | IOException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }
}
