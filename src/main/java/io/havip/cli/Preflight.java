package io.havip.cli;

import io.havip.config.GatewayConfig;
import io.havip.linux.Capability;
import io.havip.linux.LinkLayer;
import io.havip.linux.LinkLayerException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What this machine would keep a gateway from, found before anything starts. */
final class Preflight {
    private Preflight() {}

    /** The first obstacle, with what mends it, in a sentence. */
    static Optional<String> obstacle(GatewayConfig config) {
        return missingCapabilities().or(Preflight::missingLibrary).or(() -> occupied(config.management()));
    }

    private static Optional<String> missingCapabilities() {
        var missing = Arrays.stream(Capability.values())
                .filter(capability -> !capability.held())
                .map(capability -> "CAP_" + capability)
                .collect(Collectors.joining(" and "));
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("the gateway lacks " + missing + ": run it as root or grant that (systemd: "
                        + "AmbientCapabilities=, Docker: --cap-add)");
    }

    private static Optional<String> missingLibrary() {
        try {
            LinkLayer.load();
            return Optional.empty();
        } catch (LinkLayerException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    /** Tried here, because the server that will listen there says the same at greater length and without a remedy. */
    private static Optional<String> occupied(InetSocketAddress management) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(management);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("metrics can't be served at " + management.getHostString() + ":" + management.getPort()
                    + " (" + e.getMessage() + "): free that port, or set management: listen: to another");
        }
    }
}
