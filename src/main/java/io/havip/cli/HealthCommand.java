package io.havip.cli;

import io.havip.config.ConfigException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Asks the gateway that runs with this configuration: what a container's health check calls. */
@Command(
        name = "health",
        description = "Asks the gateway that runs here whether it keeps its deadlines. Exit status 1: it does not.",
        mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {
    private static final int TIMEOUT_MILLIS = 2_000;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            int status = ask(config.read().management().listen());
            spec.commandLine().getOut().println(status == HttpURLConnection.HTTP_OK ? "healthy" : "status " + status);
            return status == HttpURLConnection.HTTP_OK ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (ConfigException | IOException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static int ask(InetSocketAddress management) throws IOException {
        boolean anywhere = management.getAddress().isAnyLocalAddress();
        String host = anywhere ? InetAddress.getLoopbackAddress().getHostAddress() : management.getHostString();
        var url = URI.create("http://%s:%d/health/live"
                        .formatted(host.contains(":") ? "[" + host + "]" : host, management.getPort()))
                .toURL();
        var connection = (HttpURLConnection) url.openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        return connection.getResponseCode();
    }
}
