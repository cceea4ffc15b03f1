package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.console.ControlSocket;
import io.havip.console.PeerAnswer;
import io.havip.testing.Certificates;
import io.havip.testing.NetworkLab;
import io.havip.testing.Requirement;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Strangers who reach the management address harm neither the role nor those who ask from elsewhere. */
@Execution(ExecutionMode.CONCURRENT)
class ManagementIT {
    private static final InetSocketAddress MANAGEMENT = new InetSocketAddress("10.77.0.1", 9165);
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int CONNECTIONS = 1_500;
    private static final int METHODS = 400;
    private static final String LONG = "A".repeat(3_000);

    @TempDir
    private Path folder;

    private NetworkLab lab;
    private Agent agent;

    @BeforeEach
    void startAnAgentThatStrangersReach() {
        lab = NetworkLab.create();
        for (int host = 1; host <= 2; host++) {
            lab.namespace("host" + host);
            lab.connect("host" + host, "eth0", "10.77.0." + host + "/24");
        }
        agent = Agent.run(lab, "host1", Agent.configure(folder, 150, "management: {listen: \"0.0.0.0:9165\"}\n"));
        agent.awaitState("active");
    }

    @AfterEach
    void endIt() {
        if (lab != null) {
            agent.close();
            lab.close();
        }
    }

    @Test
    void headersThatNeverEndAndInventedMethodsLeaveNothingBehind() throws IOException {
        try (var _ =
                lab.inside("host2", () -> UnfinishedRequests.hold(MANAGEMENT, List.of("10.77.0.2"), CONNECTIONS))) {
            assertThat(agent.sum("havip_http_refused_total", "what=\"connection\""))
                    .isPositive();
            assertThat(agent.get("/health/live")).as("while they are held").contains("UP");
        }
        await().until(() -> agent.sum("havip_http_connections", "") <= 1);

        var answer = lab.inside("host2", ManagementIT::inventMethods);
        assertThat(answer).contains("HTTP/1.1 405 ", "HTTP/1.1 200 OK");
        assertThat(agent.get("/metrics")).doesNotContain(LONG);

        assertThat(agent.is("active")).isTrue();
        assertThat(agent.sum("havip_vrrp_transitions_total", "from=\"active\"")).isZero();
        assertThat(agent.service().says("OutOfMemory")).isFalse();
    }

    @Test
    void prometheusIsContentWithEveryMetricAndAskingForTheHeadAlone() throws Exception {
        Requirement.PROMETHEUS.ensure();
        var metrics = Files.writeString(folder.resolve("metrics"), agent.get("/metrics"));
        var check = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(metrics.toFile())
                .redirectErrorStream(true)
                .start();

        assertThat(check.inputReader().readAllAsString()).isEmpty();
        assertThat(check.waitFor()).isZero();
        assertThat(lab.inside("host2", ManagementIT::head)).startsWith("HTTP/1.1 200 OK");
    }

    @Test
    void strangersAreToldMetricsAndHealthOnly() {
        assertThat(curl("host2", "http://10.77.0.1:9165/health/live")).contains("UP");
        assertThat(curl("host2", "http://10.77.0.1:9165/status")).contains("this is answered on this host only");
        assertThat(curl("host2", "http://10.77.0.1:9165/q/health")).contains("this is answered on this host only");
        assertThat(agent.sum("havip_http_unauthorized_total", "")).isEqualTo(2);
        assertThat(agent.get("/status")).contains("\"router\"");
    }

    @Test
    void everyPathIsReadWithOrWithoutItsBodyAndNothingElse() {
        for (var path : List.of("/status", "/events", "/metrics", "/health/live", "/health/ready", "/health/active")) {
            assertThat(curl("host1", "--head http://127.0.0.1:9165" + path))
                    .as(path)
                    .startsWith("HTTP/1.1 200 OK")
                    .endsWith("\r\n\r\n");
            assertThat(curl("host1", "--include --request PUT http://127.0.0.1:9165" + path))
                    .as(path)
                    .startsWith("HTTP/1.1 405 ")
                    .containsIgnoringCase("allow: GET, HEAD");
        }
        for (var path : List.of("/", "/nothing", "/q/health")) {
            assertThat(curl("host1", "--include http://127.0.0.1:9165" + path))
                    .as(path)
                    .startsWith("HTTP/1.1 404 ")
                    .containsIgnoringCase("content-type: text/plain; charset=utf-8")
                    .endsWith(
                            "nothing is told here: ask for /metrics, /health/live, /health/ready, /health/active, /status,"
                                    + " /events or /packets\n");
        }
    }

    @Test
    void nodesThatKnowEachOtherAreToldOverTls() {
        var certificates = Certificates.in(folder.resolve("tls"))
                .sign("host1", "10.77.0.1")
                .sign("host2", "10.77.0.2");
        var token = Agent.write(folder.resolve("token"), "0123456789abcdef0123456789abcdef\n");
        lab.run("host1", "chmod", "600", token.toString());
        agent.close();
        agent = Agent.run(lab, "host1", secure(1, 2, token, certificates));
        try (var _ = Agent.run(lab, "host2", secure(2, 1, token, certificates))) {
            var ca = "--cacert " + certificates.authority() + " ";
            // Two start at once, and a shell with each question.
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(curl("host2", ca + "https://10.77.0.1:9165/metrics"))
                            .as(agent.service()::toString)
                            .contains("havip_tls_certificate_expiry_timestamp_seconds "));
            assertThat(curl("host2", ca + "https://10.77.0.1:9165/status")).contains("show the token");
            await().untilAsserted(() -> assertThat(
                            curl("host2", ca + "-H @" + header(token) + " https://10.77.0.1:9165/status"))
                    .contains("\"router\""));
            await().untilAsserted(() -> assertThat(peers("host1"))
                    .singleElement()
                    .satisfies(answer -> assertThat(answer).isInstanceOf(PeerAnswer.Told.class))
                    .satisfies(answer -> assertThat(answer.peer()).isEqualTo("10.77.0.2:9165")));
        }
        assertThat(peers("host1"))
                .singleElement()
                .satisfies(answer ->
                        assertThat(((PeerAnswer.Silent) answer).failure()).endsWith("does a gateway listen there?"));
    }

    private Path secure(int host, int other, Path token, Certificates certificates) {
        return Agent.configure(folder.resolve("host" + host), 150 - host, """
                management:
                  listen: 10.77.0.%d:9165
                  peers: [10.77.0.%d:9165]
                  token-file: %s
                  tls: {certificate: %s, key: %s, ca: %s}
                """.formatted(
                        host,
                        other,
                        token,
                        certificates.certificate("host" + host),
                        certificates.key("host" + host),
                        certificates.authority()));
    }

    private Path header(Path token) {
        try {
            return Agent.write(
                    folder.resolve("header"),
                    "Authorization: Bearer " + Files.readString(token).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<PeerAnswer> peers(String host) {
        var namespace = lab.run(host, "readlink", "/proc/self/ns/net").replaceAll("\\D", "");
        var socket = Path.of("/run/havip-gateway/control-" + namespace + ".sock");
        try {
            return ControlSocket.ask(socket, "peer-events last=1", TIMEOUT_MILLIS)
                    .message()
                    .lines()
                    .map(line -> PeerAnswer.of(new JsonObject(line)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String curl(String host, String arguments) {
        return lab.run(host, "sh", "-c", "curl --silent --max-time 5 " + arguments + " || true");
    }

    private static String head() {
        try (var socket = new Socket(MANAGEMENT.getAddress(), MANAGEMENT.getPort())) {
            socket.getOutputStream()
                    .write(
                            ("HEAD /metrics HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\nConnection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What comes back for one request after the other, and last for a plain one. */
    private static String inventMethods() throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(MANAGEMENT, TIMEOUT_MILLIS);
            for (int i = 0; i < METHODS; i++) {
                say(socket, "M" + LONG + i + " /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
            }
            say(socket, "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
