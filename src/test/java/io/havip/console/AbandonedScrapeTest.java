package io.havip.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.console.ManagementServer.Limits;
import io.havip.console.ManagementServer.Limits.Share;
import io.havip.linux.Clock;
import io.havip.observe.InstanceStatus;
import io.havip.observe.Meters;
import io.havip.vrrp.Family;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever has gone before his answer is written, as Prometheus from an agent that was frozen, may ask again. */
class AbandonedScrapeTest {
    private static final Limits LIMITS = new Limits(new Share(6, 4), new Share(3, 2), 500, 2);
    private static final int TIMEOUT_MILLIS = 10_000;
    /** Pieces in their answer. */
    private static final int VIRTUAL_ROUTERS = 50;

    private static final int ABANDONED = 8;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private Vertx vertx;
    private int port;

    @BeforeEach
    void serve() throws IOException {
        vertx = Vertx.vertx();
        var router = Router.router(vertx);
        var server = new ManagementServer(vertx, registry, LIMITS);
        server.route(router);
        var endpoint = new MetricsEndpoint(registry);
        endpoint.route(router);
        var meters = new Meters(Clock.MACHINE, false);
        for (int number = 0; number < VIRTUAL_ROUTERS; number++) {
            var identity = new InstanceStatus.Identity(
                    "VI_" + number, 1, "eth" + number, Family.IPV4, 100, 0, List.of(), List.of());
            meters.virtualRouter(identity, () -> InstanceStatus.initial(100, 0));
        }
        endpoint.serve(meters);
        port = server.listen(new InetSocketAddress("127.0.0.1", 0), Secrets.none());
    }

    @AfterEach
    void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void leavesNoAnswerTaken() throws IOException {
        for (int i = 0; i < ABANDONED; i++) {
            try (var socket = ask()) {
                socket.setSoLinger(true, 0);
            }
            await().until(() -> registry.get("havip.http.connections").gauge().value() == 0);
        }

        try (var socket = ask()) {
            assertThat(new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200 OK");
        }
    }

    private Socket ask() throws IOException {
        var socket = new Socket();
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
        socket.getOutputStream()
                .write("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
