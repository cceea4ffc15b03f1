package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.config.GatewayConfig;
import io.havip.config.yaml.YamlText;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a configuration as the product's YAML, passwords included: what it prints can be run. */
@Command(
        name = "explain-config",
        description = "Prints a configuration as the product's YAML. Exit status 2: it can't be used.",
        mixinStandardHelpOptions = true)
final class ExplainConfigCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() {
        var err = spec.commandLine().getErr();
        try {
            GatewayConfig read = config.read();
            spec.commandLine().getOut().print(YamlText.of(read.origin().settings()));
            spec.commandLine().getOut().flush();
            read.notices().forEach(err::println);
            return CommandLine.ExitCode.OK;
        } catch (ConfigException e) {
            err.println(e.getMessage());
            return Main.EXIT_INVALID;
        }
    }
}
