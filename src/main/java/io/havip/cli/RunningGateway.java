package io.havip.cli;

import io.havip.config.GatewayConfig;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The gateway that runs on this host with a configuration, as its management address answers. */
final class RunningGateway {
    private static final int CONNECT_MILLIS = 2_000;

    private final GatewayConfig config;

    RunningGateway(GatewayConfig config) {
        this.config = config;
    }

    record Answer(int status, String body) {
        boolean ok() {
            return status == HttpURLConnection.HTTP_OK;
        }
    }

    /** @throws IOException when nobody answers in time */
    Answer ask(String method, String path, int timeoutMillis) throws IOException {
        var management = config.management().listen();
        boolean anywhere = management.getAddress().isAnyLocalAddress();
        String host = anywhere ? InetAddress.getLoopbackAddress().getHostAddress() : management.getHostString();
        var url = URI.create("http://%s:%d%s"
                        .formatted(host.contains(":") ? "[" + host + "]" : host, management.getPort(), path))
                .toURL();
        var connection = (HttpURLConnection) url.openConnection();
        connection.setRequestMethod(method);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(timeoutMillis);
        int status = connection.getResponseCode();
        try (var body = status < HttpURLConnection.HTTP_BAD_REQUEST
                ? connection.getInputStream()
                : connection.getErrorStream()) {
            return new Answer(status, body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
