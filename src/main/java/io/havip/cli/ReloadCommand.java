package io.havip.cli;

import io.havip.config.ConfigException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Has the gateway that runs here read its configuration again, as SIGHUP does, and says what came of it. */
@Command(
        name = "reload",
        description =
                "Has the gateway that runs here take up its changed configuration, and says what has changed. Exit "
                        + "status 2: it can't be used, and nothing has changed; 1: no gateway answers.",
        mixinStandardHelpOptions = true)
final class ReloadCommand implements Callable<Integer> {
    @Mixin
    private final RunningGateway gateway = new RunningGateway();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            var outcome = gateway.ask(RunningGateway.Question.RELOAD);
            (outcome.success()
                            ? spec.commandLine().getOut()
                            : spec.commandLine().getErr())
                    .println(outcome.message().strip());
            return outcome.success() ? CommandLine.ExitCode.OK : Main.EXIT_INVALID;
        } catch (ConfigException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return Main.EXIT_INVALID;
        } catch (IOException e) {
            spec.commandLine().getErr().println("no gateway answers: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }
}
