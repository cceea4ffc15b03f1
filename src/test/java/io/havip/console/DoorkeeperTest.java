package io.havip.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.testing.NetworkLab;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What strangers from another host are told, and what those who show the token. */
class DoorkeeperTest {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int PORT = 9165;
    private static final String BEARER = "Authorization: Bearer ";

    @TempDir
    private Path folder;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private NetworkLab lab;
    private Vertx vertx;

    @BeforeEach
    void connectTwoHosts() {
        lab = NetworkLab.withOneHost();
        lab.namespace("two");
        lab.connect("two", "eth0", "10.77.0.2/24");
    }

    @AfterEach
    void end() {
        if (vertx != null) {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
        NetworkLab.close(lab);
    }

    private void serve(Credentials credentials) {
        lab.inside("one", () -> {
            vertx = Vertx.vertx();
            var router = Router.router(vertx);
            var server = new ManagementServer(vertx, registry);
            server.route(router);
            for (var path : new String[] {"/metrics", "/health/live", "/health", "/status", "/events"}) {
                router.get(path).handler(context -> context.end("told"));
            }
            return server.listen(new InetSocketAddress("0.0.0.0", PORT), credentials);
        });
    }

    @Test
    void strangersAreToldMetricsAndHealthOnly() {
        serve(Secrets.token(folder));

        for (var path : new String[] {"/metrics", "/health/live", "/health", "/metrics?name=havip"}) {
            assertThat(fromTwo(path, "")).as(path).startsWith("HTTP/1.1 200 ").endsWith("told");
        }
        var others = new String[] {
            "/status",
            "/events",
            "/events?last=1",
            "/",
            "/nothing",
            "//status",
            "/health/../status",
            "/metrics/../status",
            "/health/%2e%2e/status",
            "/healthy",
            "/metrics/",
            "/./status",
            "/%73tatus"
        };
        for (var path : others) {
            assertThat(fromTwo(path, ""))
                    .as(path)
                    .startsWith("HTTP/1.1 401 ")
                    .containsIgnoringCase("www-authenticate: bearer")
                    .endsWith("show the token of this gateway: Authorization: Bearer TOKEN, as in its management:"
                            + " token-file:\n");
        }
        assertThat(registry.scrape()).contains("havip_http_unauthorized_total " + (double) others.length);
    }

    @Test
    void whoShowsTheTokenIsToldEverything() {
        serve(Secrets.token(folder));

        assertThat(fromTwo("/status", BEARER + Secrets.TOKEN)).startsWith("HTTP/1.1 200 ");
        assertThat(fromTwo("/events?last=1", "authorization: bearer " + Secrets.TOKEN))
                .startsWith("HTTP/1.1 200 ");
        for (var wrong : new String[] {
            BEARER,
            BEARER + Secrets.TOKEN.substring(1),
            BEARER + Secrets.TOKEN + "0",
            BEARER + Secrets.TOKEN.toUpperCase(),
            "Authorization: " + Secrets.TOKEN,
            "Authorization: Basic " + Secrets.TOKEN,
            "X-Token: " + Secrets.TOKEN,
            "X-Forwarded-For: 127.0.0.1",
            "Forwarded: for=127.0.0.1"
        }) {
            assertThat(fromTwo("/status", wrong))
                    .as(wrong)
                    .startsWith("HTTP/1.1 401 ")
                    .doesNotContain(Secrets.TOKEN);
        }
    }

    @Test
    void thisHostNeedsNone() {
        serve(Secrets.token(folder));

        assertThat(lab.inside("one", () -> ask("127.0.0.1", "/status", ""))).startsWith("HTTP/1.1 200 ");
        assertThat(lab.inside("one", () -> ask("10.77.0.1", "/status", "")))
                .as("a connection that comes from an address which others may have, too")
                .startsWith("HTTP/1.1 401 ");
    }

    @Test
    void whereThereIsNoTokenNoneHelps() {
        serve(Secrets.none());

        assertThat(fromTwo("/metrics", "")).startsWith("HTTP/1.1 200 ");
        assertThat(fromTwo("/status", BEARER + Secrets.TOKEN))
                .startsWith("HTTP/1.1 403 ")
                .contains("this is answered on this host only", "management: token-file:");
        assertThat(registry.scrape()).contains("havip_http_unauthorized_total 1.0");
    }

    private String fromTwo(String path, String header) {
        return lab.inside("two", () -> ask("10.77.0.1", path, header));
    }

    private static String ask(String address, String path, String header) throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(address, PORT), TIMEOUT_MILLIS);
            var request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                    + (header.isEmpty() ? "" : header + "\r\n") + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
