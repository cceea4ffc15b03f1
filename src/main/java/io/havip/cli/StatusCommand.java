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
    static final int EXIT_UNWELL = 3;
    private static final long WATCH_MILLIS = 1_000;
    private static final String CLEARED = "\033[H\033[2J";

    @Mixin
    private final RunningGateway gateway = new RunningGateway();

    @Option(names = "--json", description = "Print the answer of GET /status as it is.")
    private boolean json;

    @Option(names = "--watch", description = "Once a second, until it is interrupted.")
    private boolean watch;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        int status = look();
        while (watch && !spec.commandLine().getOut().checkError()) {
            Thread.sleep(WATCH_MILLIS);
            status = look();
        }
        return status;
    }

    private int look() {
        try {
            var answer = gateway.ask(RunningGateway.Question.STATUS);
            if (!answer.success()) {
                return fail(answer.message().strip());
            }
            var status = new JsonObject(answer.message());
            say(json ? answer.message() + "\n" : Colours.of(StatusText.of(status)));
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

    /** Where it is watched, in place of the former one on a terminal, and below that otherwise. */
    private void say(String text) {
        var out = spec.commandLine().getOut();
        if (watch) {
            out.print(CommandLine.Help.Ansi.AUTO.enabled() ? CLEARED : "\n");
        }
        out.print(text);
        out.flush();
    }

    private int fail(String message) {
        spec.commandLine().getErr().println(message);
        return CommandLine.ExitCode.SOFTWARE;
    }
}
