package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.config.GatewayConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what a configuration means, or everything that is wrong with it. */
@Command(
        name = "check",
        description = "Reads a configuration and says what it means. Exit status 2: it can't be used.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            GatewayConfig read = config.read();
            spec.commandLine().getOut().print(Explanation.of(read));
            spec.commandLine().getOut().flush();
            return CommandLine.ExitCode.OK;
        } catch (ConfigException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return Main.EXIT_INVALID;
        }
    }
}
