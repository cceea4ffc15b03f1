package io.havip.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.havip.config.credentials.CredentialException;
import io.havip.config.credentials.Pin;
import io.havip.config.credentials.TlsFiles;
import io.havip.console.ManagementServer.Limits;
import io.havip.console.ManagementServer.Limits.Share;
import io.havip.linux.Clock;
import io.havip.observe.PeerMeters;
import io.havip.testing.Certificates;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Nodes that are sure whom they ask, and those that can't be. */
@Execution(ExecutionMode.CONCURRENT)
class TlsTest {
    private static final long PATIENT_MILLIS = 20_000;
    private static final String STRANGER = "127.0.0.2";
    private static final Limits LIMITS = new Limits(new Share(6, 4), new Share(3, 2), 4_096, 2);
    private static final String HERE = "127.0.0.1";

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private static Certificates ours;
    private static Certificates others;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Vertx vertx = Vertx.vertx();
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void signCertificates() {
        ours = Certificates.in(shared.resolve("ours"))
                .sign("asking", HERE)
                .sign("here", HERE)
                .sign("elsewhere", "127.0.0.9")
                .sign("named", "localhost")
                .expired("expired", HERE);
        others = Certificates.in(shared.resolve("others")).sign("here", HERE);
    }

    @AfterEach
    void end() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static TlsFiles files(Certificates of, String name) {
        return new TlsFiles(of.certificate(name), of.key(name), Optional.of(of.authority()), Set.of());
    }

    private static TlsFiles pinning(Pin... pins) {
        return new TlsFiles(ours.certificate("asking"), ours.key("asking"), Optional.empty(), Set.of(pins));
    }

    private static Pin pin(Certificates of, String name) throws CredentialException {
        return files(of, name).pin();
    }

    private InetSocketAddress serve(TlsFiles files) throws IOException {
        return serve(Secrets.tls(files));
    }

    private InetSocketAddress serve(Credentials credentials) throws IOException {
        var router = Router.router(vertx);
        var server = new ManagementServer(vertx, registry, LIMITS);
        server.route(router);
        router.get("/events")
                .handler(context -> context.response()
                        .putHeader("Content-Type", "application/jsonl")
                        .end("{}"));
        var local = InetAddress.ofLiteral("127.0.0.1");
        return new InetSocketAddress(local, server.listen(new InetSocketAddress(local, 0), credentials));
    }

    /** What the node at an address answers, or why it does not. */
    private String ask(InetSocketAddress address, Credentials credentials) {
        var peers = new Peers(
                vertx, List.of(address), credentials, new PeerMeters(registry), Clock.MACHINE, PATIENT_MILLIS);
        return switch (peers.ask(Peers.Question.EVENTS, "last=20").getFirst()) {
            case PeerAnswer.Told told -> new String(told.content());
            case PeerAnswer.Nothing _ -> "nothing";
            case PeerAnswer.Silent silent -> silent.failure();
        };
    }

    private String ask(InetSocketAddress address, TlsFiles files) {
        return ask(address, Secrets.tls(files));
    }

    @Test
    void whoIsKnownByTheAuthorityIsTrusted() throws Exception {
        var asking = files(ours, "asking");

        assertThat(ask(serve(files(ours, "here")), asking)).isEqualTo("{}");
        var named = serve(files(ours, "named"));
        assertThat(ask(InetSocketAddress.createUnresolved("localhost", named.getPort()), asking))
                .isEqualTo("{}");
    }

    @Test
    void whoIsNotIsNot() throws Exception {
        var asking = files(ours, "asking");

        assertThat(ask(serve(files(others, "here")), asking))
                .isEqualTo("its certificate is not trusted: nobody in this node's ca has signed it");
        assertThat(ask(serve(files(ours, "elsewhere")), asking))
                .isEqualTo("its certificate is not trusted: No subject alternative names matching IP address 127.0.0.1"
                        + " found");
        assertThat(ask(serve(files(ours, "expired")), asking))
                .isEqualTo("its certificate is not trusted: it has expired");
        assertThat(registry.get("havip.peer.questions.failed")
                        .tag("reason", "untrusted")
                        .counter()
                        .count())
                .isEqualTo(3);
    }

    /** Whatever its certificate is for and whoever has signed it. */
    @Test
    void whoHasThePinnedKeyIsTrusted() throws Exception {
        var both = pinning(pin(others, "here"), pin(ours, "elsewhere"));

        assertThat(ask(serve(files(others, "here")), both)).isEqualTo("{}");
        assertThat(ask(serve(files(ours, "elsewhere")), both)).isEqualTo("{}");
    }

    @Test
    void whoHasAnotherIsNotTrustedAndNamed() throws Exception {
        assertThat(ask(serve(files(ours, "here")), pinning(pin(others, "here"))))
                .isEqualTo("its certificate is not trusted: its key is none of the pins, but " + pin(ours, "here"));
        assertThat(ask(serve(files(ours, "expired")), pinning(pin(ours, "expired"))))
                .isEqualTo("its certificate is not trusted: it has expired");
    }

    @Test
    void plainHttpAndTlsDoNotMeet() throws Exception {
        assertThat(ask(serve(Secrets.none()), files(ours, "asking")))
                .isEqualTo("it does not speak TLS: give it a certificate, management: tls:, as this one");
        assertThat(ask(serve(files(ours, "here")), Secrets.none()))
                .isEqualTo("it has ended the connection without an answer: does it expect TLS?");
    }

    @Test
    void aRenewedCertificateIsShownWithoutARestart() throws Exception {
        var renewed = Certificates.in(folder.resolve("renewed")).sign("gw", "127.0.0.9");
        var asking = new TlsFiles(
                ours.certificate("asking"), ours.key("asking"), Optional.of(renewed.authority()), Set.of());
        var address = serve(files(renewed, "gw"));
        assertThat(ask(address, asking)).startsWith("its certificate is not trusted: ");
        double until = expiry();

        Files.writeString(renewed.key("gw"), "half of it");
        renewed.sign("gw", HERE, Duration.ofDays(200));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(ask(address, asking)).isEqualTo("{}"));
        assertThat(expiry()).isGreaterThan(until);
    }

    private double expiry() {
        return registry.get("havip.tls.certificate.expiry.timestamp.seconds")
                .gauge()
                .value();
    }

    @Test
    void whatCannotBeUsedLeavesEverythingAsItWas() throws Exception {
        var broken = Certificates.in(folder.resolve("broken")).sign("gw", HERE);
        var credentials = Secrets.tls(files(broken, "gw"));
        var before = credentials.present();

        Secrets.write(broken.key("gw"), Files.readString(ours.key("here")));

        assertThat(catchThrowable(credentials::refresh)).hasMessageContaining("is not that of the certificate");
        assertThat(credentials.present()).isSameAs(before);
    }

    /** Of which the library does not tell. */
    @Test
    void handshakesThatNeverEndHaveTheirShareOfTheConnections() throws Exception {
        var address = serve(files(ours, "here"));
        for (int i = 0; i < LIMITS.connections().ofOne(); i++) {
            connect(address);
        }
        await().until(() -> connections() == LIMITS.connections().ofOne());

        assertThat(connect(address).getInputStream().read())
                .as("one more is closed")
                .isNegative();
        assertThat(registry.get("havip.http.refused")
                        .tag("what", "connection")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(ask(address, files(ours, "asking")))
                .as("others are answered")
                .isEqualTo("{}");

        await().untilAsserted(() -> assertThat(connections()).isZero());
    }

    /** All of them in one record. */
    @Test
    void requestsInARowAreAnsweredOneAfterTheOther() throws Exception {
        var address = serve(files(ours, "here"));
        var request = "GET /events HTTP/1.1\r\nHost: x\r\n";

        try (var socket = files(ours, "here").clientOfItself().createSocket(connect(address), null, 0, true)) {
            socket.getOutputStream()
                    .write(((request + "\r\n").repeat(400) + request + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answers.split("HTTP/1.1 ", -1).length - 1).isEqualTo(401);
        }
    }

    private double connections() {
        return registry.get("havip.http.connections").gauge().value();
    }

    private Socket connect(InetSocketAddress to) throws IOException {
        var socket = new Socket();
        sockets.add(socket);
        socket.bind(new InetSocketAddress(STRANGER, 0));
        socket.setSoTimeout((int) PATIENT_MILLIS);
        socket.connect(to);
        return socket;
    }
}
