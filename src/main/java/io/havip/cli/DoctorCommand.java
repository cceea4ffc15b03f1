package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.linux.Clock;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at everything that may be wrong here, and says what mends it. Changes nothing. */
@Command(
        name = "doctor",
        description =
                "Says what is wrong, and what mends it: with the gateway that runs here, its configuration and this machine, and"
                        + " with the nodes in management: peers:, which it asks. Exit status 0: nothing; 3: something; 1: no"
                        + " gateway answers here; 2: the configuration can't be read.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private final RunningGateway gateway = new RunningGateway();

    @Option(names = "--json", description = "Print it for programs.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    private final List<Ailment> ailments = new ArrayList<>();
    /** What could not be looked at, and why. */
    private final List<String> unseen = new ArrayList<>();

    @Override
    public Integer call() {
        boolean readable = configuration();
        boolean answers = gateway();
        spec.commandLine().getOut().print(json ? json() : Colours.of(text()));
        spec.commandLine().getOut().flush();
        if (!readable) {
            return Main.EXIT_INVALID;
        }
        if (!answers) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        return ailments.isEmpty() ? CommandLine.ExitCode.OK : StatusCommand.EXIT_UNWELL;
    }

    /** The file, and the machine that it is for. */
    private boolean configuration() {
        try {
            var config = gateway.configuration().read();
            Preflight.warnings(config).forEach(warning -> ailments.add(Ailment.of("machine", warning)));
            Preflight.filtered(config).forEach(warning -> ailments.add(Ailment.of("machine", warning)));
            return true;
        } catch (ConfigException e) {
            ailments.add(
                    Ailment.of(
                            "configuration",
                            String.valueOf(e.getMessage()).strip(),
                            "correct the file: havip-gateway check says more; a gateway that runs goes on with its former one"));
            return false;
        }
    }

    private boolean gateway() {
        try {
            var answer = gateway.ask(RunningGateway.Question.STATUS);
            if (answer.success()) {
                var status = new JsonObject(answer.message());
                ailments.addAll(Ailment.of(status));
                otherNodes(status);
                return true;
            }
            ailments.add(silent(answer.message().strip()));
        } catch (IOException | ConfigException e) {
            ailments.add(silent(String.valueOf(e.getMessage())));
        } catch (DecodeException e) {
            ailments.add(silent("something else answers there"));
        }
        return false;
    }

    private void otherNodes(JsonObject own) {
        try {
            var answers = gateway.askPeers(RunningGateway.Question.PEER_STATUS, "");
            if (answers.isEmpty()) {
                unseen.add("the other nodes: this one has no management: peers:");
            }
            ailments.addAll(OtherNodes.ailments(own, answers));
        } catch (IOException | ConfigException e) {
            unseen.add("the other nodes: " + e.getMessage());
        }
    }

    private static Ailment silent(String why) {
        return Ailment.of(
                "gateway",
                "no gateway answers: " + why,
                "see whether it runs, and its log: systemctl status havip-gateway, or docker logs");
    }

    private String text() {
        return (ailments.isEmpty()
                        ? "nothing is wrong\n"
                        : ailments.stream().map(Ailment::text).collect(Collectors.joining()))
                + unseen.stream().map("not looked at: %s\n"::formatted).collect(Collectors.joining());
    }

    private String json() {
        return new JsonObject()
                        .put(
                                "at",
                                Instant.ofEpochMilli(Clock.MACHINE.epochMillis())
                                        .toString())
                        .put("well", ailments.isEmpty())
                        .put(
                                "wrong",
                                new JsonArray(
                                        ailments.stream().map(Ailment::json).toList()))
                        .put("unseen", new JsonArray(unseen))
                        .encodePrettily()
                + "\n";
    }
}
