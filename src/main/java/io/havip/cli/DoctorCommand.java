package io.havip.cli;

import io.havip.config.ConfigException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
                "Says what is wrong here, and what mends it: with the gateway that runs, its peers, its configuration and this"
                        + " machine. Exit status 0: nothing; 3: something; 1: no gateway answers; 2: the configuration"
                        + " can't be read.",
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
                ailments.addAll(Ailment.of(new JsonObject(answer.message())));
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

    private static Ailment silent(String why) {
        return Ailment.of(
                "gateway",
                "no gateway answers: " + why,
                "see whether it runs, and its log: systemctl status havip-gateway, or docker logs");
    }

    private String text() {
        if (ailments.isEmpty()) {
            return "nothing is wrong\n";
        }
        var text = new StringBuilder();
        for (var ailment : ailments) {
            text.append("! %s: %s\n".formatted(ailment.of(), ailment.sentence()));
            ailment.mend().ifPresent(mend -> text.append("  mend: %s\n".formatted(mend)));
        }
        return text.toString();
    }

    private String json() {
        var all = new JsonArray();
        ailments.forEach(ailment -> {
            var one = new JsonObject().put("of", ailment.of()).put("sentence", ailment.sentence());
            ailment.mend().ifPresent(mend -> one.put("mend", mend));
            all.add(one);
        });
        return new JsonObject()
                        .put("well", ailments.isEmpty())
                        .put("wrong", all)
                        .encodePrettily() + "\n";
    }
}
