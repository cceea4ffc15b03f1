package io.havip.cli;

import io.havip.console.ControlSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --control}, which {@code run} and all that talk to a running gateway share. */
final class ControlOption {
    @Option(
            names = "--control",
            paramLabel = "SOCKET",
            defaultValue = "${env:HAVIP_CONTROL_SOCKET}",
            description = "Where the running gateway is talked to. Default: $HAVIP_CONTROL_SOCKET, or one below "
                    + "/run/havip-gateway for each network namespace.")
    private @Nullable Path path;

    /** Where to talk to the gateway. */
    Path path() {
        return Objects.requireNonNullElseGet(path, ControlSocket::usualPath);
    }

    /** Whether somebody has named it. */
    boolean named() {
        return path != null;
    }

    /** A command line that says the same. */
    List<String> arguments() {
        return List.of("--control", path().toString());
    }
}
