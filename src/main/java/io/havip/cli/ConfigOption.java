package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.config.ConfigReader;
import io.havip.config.GatewayConfig;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --config}, which {@code run} and {@code check} share. */
final class ConfigOption {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The product's YAML, or a keepalived.conf.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anyone reads it
    private Path file;

    Path file() {
        return file;
    }

    GatewayConfig read() throws ConfigException {
        return ConfigReader.read(file);
    }
}
