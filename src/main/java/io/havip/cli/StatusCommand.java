package io.havip.cli;

import io.havip.config.ConfigException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks the gateway that runs here who has the addresses, why, and what is wrong. */
@Command(
        name = "status",
        description = "Says who has the addresses, why, and what is wrong, as the gateway that runs here sees it. Exit"
                + " status 3: something is wrong; 1: no gateway answers.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final int EXIT_UNWELL = 3;

    @Mixin
    private final RunningGateway gateway = new RunningGateway();

    @Option(names = "--json", description = "Print the answer of GET /status as it is.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            var answer = gateway.ask(RunningGateway.Question.STATUS);
            if (!answer.success()) {
                return fail(answer.message().strip());
            }
            var status = new JsonObject(answer.message());
            spec.commandLine().getOut().print(json ? answer.message() + "\n" : Colours.of(StatusText.of(status)));
            spec.commandLine().getOut().flush();
            return status.getBoolean("well", false) ? CommandLine.ExitCode.OK : EXIT_UNWELL;
        } catch (ConfigException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return Main.EXIT_INVALID;
        } catch (IOException e) {
            return fail("no gateway answers: " + e.getMessage());
        } catch (DecodeException e) {
            return fail("something else than a gateway answers there");
        }
    }

    private int fail(String message) {
        spec.commandLine().getErr().println(message);
        return CommandLine.ExitCode.SOFTWARE;
    }
}
