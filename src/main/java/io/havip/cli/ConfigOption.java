package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.config.ConfigReader;
import io.havip.config.GatewayConfig;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --config}, which the commands share. */
final class ConfigOption {
    private static final List<Path> USUAL_FILES =
            List.of(Path.of("/etc/havip-gateway/gateway.yaml"), Path.of("/etc/keepalived/keepalived.conf"));
    private static final Path USUAL_HAPROXY_CONFIGURATION = Path.of("/etc/haproxy/haproxy.cfg");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The product's YAML, or a keepalived.conf. Without it: /etc/havip-gateway/gateway.yaml, "
                    + "/etc/keepalived/keepalived.conf, or the environment's HAVIP_* variables.")
    private @Nullable Path file;

    GatewayConfig read() throws ConfigException {
        return read(arguments());
    }

    /** What {@link #read(List)} takes. */
    List<String> arguments() {
        return file == null ? List.of() : List.of(file.toString());
    }

    /** @param arguments the file, or nothing for what there is */
    static GatewayConfig read(List<String> arguments) throws ConfigException {
        return arguments.isEmpty()
                ? ConfigReader.readUsual(USUAL_FILES, System.getenv(), USUAL_HAPROXY_CONFIGURATION)
                : ConfigReader.read(Path.of(arguments.getFirst()));
    }
}
