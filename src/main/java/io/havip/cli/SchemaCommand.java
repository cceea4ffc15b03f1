package io.havip.cli;

import io.havip.config.options.Schema;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the JSON Schema of the product's YAML. */
@Command(
        name = "schema",
        description = "Prints the JSON Schema of the product's YAML, for editors and for checks without this program.",
        mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        out.println(new JsonObject(Schema.whole()).encodePrettily());
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
