package io.havip.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.console.ManagementServer.Limits;
import io.havip.console.ManagementServer.Limits.Share;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Strangers at the management address: whatever they do, others are answered, and afterwards everybody is. */
@Execution(ExecutionMode.CONCURRENT)
class ManagementServerTest {
    private static final String STRANGER = "127.0.0.2";
    private static final String MONITORING = "127.0.0.1";
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final Limits LIMITS = new Limits(new Share(6, 4), new Share(3, 2), 500, 2);
    /** More than the kernel takes for a client that does not read. */
    private static final Buffer LARGE = Buffer.buffer(new byte[16 << 20]);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<Socket> sockets = new ArrayList<>();
    private Vertx vertx;
    private int port;

    @BeforeEach
    void serve() throws IOException {
        vertx = Vertx.vertx();
        var router = Router.router(vertx);
        var server = new ManagementServer(vertx, registry, LIMITS);
        server.route(router);
        router.route("/metrics").blockingHandler(context -> context.end(LARGE));
        router.get("/health/live").handler(context -> context.end("UP"));
        port = server.listen(new InetSocketAddress("127.0.0.1", 0), Secrets.none());
    }

    @AfterEach
    void end() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void connectionsBeyondAShareAreClosedAndOthersAreAnswered() throws IOException {
        for (int i = 0; i < LIMITS.connections().ofOne(); i++) {
            say(connect(STRANGER), "GET /health/live HTTP/1.1\r\nX-A: aaaa");
        }
        await().until(() ->
                scraped("havip_http_connections") == LIMITS.connections().ofOne());

        assertThat(closed(connect(STRANGER))).isTrue();
        assertThat(scraped("havip_http_refused_total{what=\"connection\",}")).isEqualTo(1);
        assertThat(get(MONITORING, "/health/live")).endsWith("UP");
    }

    @Test
    void aRequestThatIsNeverFinishedIsGivenUp() throws IOException {
        var half = connect(STRANGER);
        say(half, "GET /health/live HTTP/1.1\r\nX-A: aaaa");

        assertThat(closed(half)).isTrue();
        await().until(() -> scraped("havip_http_connections") == 0);
    }

    /** Each field of one letter takes the heap of a long one. */
    @Test
    void aHeaderWithoutAnEndIsCutOff() throws IOException {
        var endless = connect(STRANGER);
        say(endless, "GET /health/live HTTP/1.1\r\nHost:x\r\n" + "a:\r\n".repeat(LIMITS.headerBytes() / 2));

        assertThat(read(endless)).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void whoeverSaysOneByteAfterTheOtherIsGivenUpToo() throws IOException {
        var trickling = connect(STRANGER);
        say(trickling, "GET /health/live HTTP/1.1\r\nX-A: ");

        await().until(() -> {
            try {
                say(trickling, "a");
                return false;
            } catch (SocketException closed) {
                return true;
            }
        });
    }

    @Test
    void answersThatNobodyReadsAreLimitedAndGivenUp() throws IOException {
        for (int i = 0; i < LIMITS.answers().ofOne(); i++) {
            say(connect(STRANGER), "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        await().until(() -> get(STRANGER, "/metrics").startsWith("HTTP/1.1 503 "));

        assertThat(get(MONITORING, "/metrics")).startsWith("HTTP/1.1 200 ");
        assertThat(scraped("havip_http_refused_total{what=\"answer\",}")).isPositive();
        await().until(() -> get(STRANGER, "/metrics").startsWith("HTTP/1.1 200 "));
    }

    @Test
    void requestsInARowOfWhichNoAnswerIsReadAreCutOff() throws IOException {
        var socket = connect(STRANGER);

        say(socket, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".repeat(100));

        await().until(() -> scraped("havip_http_refused_total{what=\"answer\",}") == 1);
        await().until(() -> scraped("havip_http_connections") == 0);
        assertThat(get(STRANGER, "/metrics")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void requestsInARowAreAnsweredOneAfterTheOther() throws IOException {
        var socket = connect(MONITORING);

        say(
                socket,
                "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".repeat(200)
                        + "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(read(socket).split("HTTP/1.1 200 OK", -1).length - 1).isEqualTo(201);
    }

    /** The library refuses those without a host by itself. */
    @Test
    void requestsThatReachNoRouteAreAnsweredOneAfterTheOtherToo() throws IOException {
        var socket = connect(MONITORING);

        say(
                socket,
                "GET / HTTP/1.1\r\n\r\n".repeat(200)
                        + "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".repeat(200)
                        + "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        var answers = read(socket);
        assertThat(answers.split("HTTP/1.1 400 ", -1).length - 1).isEqualTo(200);
        assertThat(answers.split("HTTP/1.1 200 OK", -1).length - 1).isEqualTo(201);
    }

    @Test
    void inventedMethodsLeaveNothingBehind() throws IOException {
        int before = registry.getMeters().size();
        var socket = connect(STRANGER);
        for (int i = 0; i < 100; i++) {
            say(socket, "M" + i + " /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        say(socket, "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(read(socket)).contains("405 Method Not Allowed").endsWith("UP");
        assertThat(registry.getMeters()).hasSize(before);
    }

    @Test
    void whatIsReadOnlyIsAskedForAsThat() throws IOException {
        var socket = connect(STRANGER);

        say(socket, "M /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(read(socket)).startsWith("HTTP/1.1 405 ").contains("GET, HEAD");
    }

    @Test
    void nothingElseIsDoneButToRead() throws IOException {
        for (var path : List.of("/health/live", "/nothing")) {
            var socket = connect(STRANGER);

            say(socket, "DELETE " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(read(socket))
                    .as(path)
                    .startsWith("HTTP/1.1 405 ")
                    .containsIgnoringCase("allow: GET, HEAD")
                    .endsWith("here is nothing but to be read: ask with GET or HEAD\n");
        }
    }

    @Test
    void whereNothingIsToldASentenceSaysWhereItIs() throws IOException {
        assertThat(get(MONITORING, "/nothing"))
                .startsWith("HTTP/1.1 404 ")
                .containsIgnoringCase("content-type: text/plain; charset=utf-8")
                .endsWith(
                        "nothing is told here: ask for /metrics, /health/live, /health/ready, /health/active, /status,"
                                + " /events or /packets\n");
    }

    private double scraped(String metric) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith(metric))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private String get(String from, String path) throws IOException {
        try (var socket = connect(from)) {
            say(socket, "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            return read(socket);
        }
    }

    private Socket connect(String from) throws IOException {
        var socket = new Socket();
        sockets.add(socket);
        socket.bind(new InetSocketAddress(from, 0));
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), TIMEOUT_MILLIS);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    /** Whether the other side closes, within the timeout. */
    private static boolean closed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }
}
