package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.config.ConfigReader;
import io.havip.config.GatewayConfig;
import io.havip.config.keepalived.KeepalivedOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code --config} and how it is read, which all commands share. */
final class ConfigOption {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The product's YAML, or a keepalived.conf.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anyone reads it
    private Path file;

    @Option(
            names = {"-i", "--config-id"},
            paramLabel = "ID",
            description = "Which @ID lines of a keepalived.conf apply. Default: the host's name up to its first dot.")
    private @Nullable String configId;

    @Option(names = "--ignore-ipvs", description = "Leave virtual servers in a keepalived.conf out.")
    private boolean ignoreIpvs;

    /** The same options, from {@link #arguments()}. */
    static ConfigOption of(String... arguments) {
        return CommandLine.populateCommand(new ConfigOption(), arguments);
    }

    /** A command line that says the same. */
    String[] arguments() {
        var options = options();
        var all = new String[] {"--config", file.toString(), "--config-id", options.configId(), "--ignore-ipvs"};
        return ignoreIpvs ? all : Arrays.copyOf(all, all.length - 1);
    }

    GatewayConfig read() throws ConfigException {
        return ConfigReader.read(file, options());
    }

    private KeepalivedOptions options() {
        return new KeepalivedOptions(
                Objects.requireNonNullElseGet(
                        configId, () -> KeepalivedOptions.standard().configId()),
                ignoreIpvs);
    }
}
