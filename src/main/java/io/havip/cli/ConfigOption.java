package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.config.ConfigReader;
import io.havip.config.GatewayConfig;
import io.havip.config.keepalived.KeepalivedOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code --config} and how it is read, which all commands share. */
final class ConfigOption {
    private static final List<Path> USUAL_FILES =
            List.of(Path.of("/etc/havip-gateway/gateway.yaml"), Path.of("/etc/keepalived/keepalived.conf"));
    private static final Path USUAL_CLOUD = Path.of("/etc/havip-gateway/cloud.yaml");
    private static final Path USUAL_HAPROXY_CONFIGURATION = Path.of("/etc/haproxy/haproxy.cfg");

    @Option(
            names = {"-f", "--use-file", "--config"},
            paramLabel = "FILE",
            description = "The product's YAML, or a keepalived.conf. Without it: /etc/havip-gateway/gateway.yaml, "
                    + "/etc/keepalived/keepalived.conf, or the environment's HAVIP_* variables.")
    private @Nullable Path file;

    @Option(
            names = {"-i", "--config-id"},
            paramLabel = "ID",
            description = "Which @ID lines of a keepalived.conf apply. Default: the host's name up to its first dot.")
    private @Nullable String configId;

    @Option(names = "--ignore-ipvs", description = "Leave virtual servers in a keepalived.conf out.")
    private boolean ignoreIpvs;

    @Option(
            names = "--cloud",
            paramLabel = "FILE",
            defaultValue = "${env:HAVIP_CLOUD_FILE}",
            description = "The section cloud in a file of its own, beside a keepalived.conf for instance. Default: "
                    + "$HAVIP_CLOUD_FILE, or /etc/havip-gateway/cloud.yaml where that is there. The variables HAVIP_TENCENT_*, "
                    + "HAVIP_AWS_* and HAVIP_CLOUD_HTTP_* say the same.")
    private @Nullable Path cloud;

    /** The same options, from {@link #arguments()}. */
    static ConfigOption of(String... arguments) {
        return CommandLine.populateCommand(new ConfigOption(), arguments);
    }

    /** A command line that says the same. */
    String[] arguments() {
        var options = options();
        var all = new ArrayList<String>();
        if (file != null) {
            all.addAll(List.of("--config", file.toString()));
        }
        all.addAll(List.of("--config-id", options.configId()));
        if (cloud != null) {
            all.addAll(List.of("--cloud", cloud.toString()));
        }
        if (ignoreIpvs) {
            all.add("--ignore-ipvs");
        }
        return all.toArray(String[]::new);
    }

    /** Whether somebody has named a file. */
    boolean named() {
        return file != null;
    }

    /** The configuration's file, for messages. */
    String name() {
        return file == null ? "this node" : file.toString();
    }

    /** The file that is read; empty where the environment is. */
    Optional<Path> file() {
        return Optional.ofNullable(file)
                .or(() -> USUAL_FILES.stream().filter(Files::exists).findFirst());
    }

    /** Which lines of a keepalived.conf apply. */
    String configId() {
        return options().configId();
    }

    /** Another file, read in the same way but for the configuration id perhaps. */
    GatewayConfig read(Path other, @Nullable String otherConfigId) throws ConfigException {
        var options = options();
        return ConfigReader.read(
                other,
                new KeepalivedOptions(Objects.requireNonNullElse(otherConfigId, options.configId()), ignoreIpvs));
    }

    GatewayConfig read() throws ConfigException {
        return file == null
                ? ConfigReader.readUsual(USUAL_FILES, options(), System.getenv(), USUAL_HAPROXY_CONFIGURATION, cloud())
                : ConfigReader.read(file, options(), cloud(), System.getenv());
    }

    private Optional<Path> cloud() {
        return Optional.ofNullable(cloud).or(() -> Optional.of(USUAL_CLOUD).filter(Files::exists));
    }

    private KeepalivedOptions options() {
        return new KeepalivedOptions(
                Objects.requireNonNullElseGet(
                        configId, () -> KeepalivedOptions.standard().configId()),
                ignoreIpvs);
    }
}
