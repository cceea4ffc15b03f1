package io.havip.cli;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * {@code havip-gateway}: answers quickly to everything but {@code run}. Without a command it understands keepalived's command line:
 * {@code -f FILE} runs, {@code -t} checks.
 */
@QuarkusMain
@Command(
        name = "havip-gateway",
        description = "Shares virtual IP addresses between gateways that run HAProxy.",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AuditCommand.class,
            CheckCommand.class,
            DoctorCommand.class,
            EventsCommand.class,
            ExplainCommand.class,
            ExplainConfigCommand.class,
            HealthCommand.class,
            CommandLine.HelpCommand.class,
            MigrateCommand.class,
            PacketsCommand.class,
            ReloadCommand.class,
            RunCommand.class,
            SchemaCommand.class,
            StatusCommand.class,
            VersionCommand.class
        })
public final class Main implements Callable<Integer> {
    /** Exit status of a wrong command line, as picocli has it, and of a wrong configuration. */
    static final int EXIT_INVALID = CommandLine.ExitCode.USAGE;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = {"-t", "--config-test"},
            description = "As keepalived's: the same as check. With a configuration and without this: the same as run.")
    private boolean test;

    @Option(
            names = {"-n", "--dont-fork", "-l", "--log-console", "-D", "--log-detail", "-P", "--vrrp"},
            description =
                    "keepalived's, for what is always so: in the foreground, with a log on the console, VRRP only.")
    private boolean[] alwaysSo = {};

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    public static void main(String... args) {
        System.exit(run(new FileOutputStream(FileDescriptor.out), commandLine(), args));
    }

    /** Returns the command's exit status, or another one where it could not print what it had to say. */
    static int run(OutputStream stream, CommandLine commands, String... args) {
        var output = new StandardOutput(stream);
        var out = new PrintWriter(output, true, System.out.charset());
        int status = commands.setOut(out).execute(args);
        out.flush();
        var failure = output.failure();
        failure.ifPresent(why -> commands.getErr().println("the output can't be written: " + why));
        return failure.isPresent() && status == CommandLine.ExitCode.OK ? CommandLine.ExitCode.SOFTWARE : status;
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Main::execute);
    }

    /** What stands before a command would count for nothing. */
    private static int execute(ParseResult parsed) {
        if (parsed.hasSubcommand() && !parsed.matchedOptions().isEmpty()) {
            throw new ParameterException(
                    parsed.commandSpec().commandLine(),
                    "options of " + parsed.subcommand().commandSpec().name() + " stand behind it");
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    @Override
    public Integer call() {
        if (!test && !config.named()) {
            throw new ParameterException(spec.commandLine(), "Missing required subcommand");
        }
        var command = spec.commandLine().getSubcommands().get(test ? "check" : "run");
        return Objects.requireNonNull(command).execute(config.arguments());
    }
}
