package io.havip.cli;

import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code havip-gateway}: answers quickly to everything but {@code run}. */
@QuarkusMain
@Command(
        name = "havip-gateway",
        description = "Shares virtual IP addresses between gateways that run HAProxy.",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CheckCommand.class,
            ExplainConfigCommand.class,
            HealthCommand.class,
            ReloadCommand.class,
            RunCommand.class,
            SchemaCommand.class,
            StatusCommand.class
        })
public final class Main {
    /** Exit status of a wrong command line, as picocli has it, and of a wrong configuration. */
    static final int EXIT_INVALID = CommandLine.ExitCode.USAGE;

    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
