package io.havip.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.havip.linux.Clock;
import io.havip.observe.PeerMeters;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of questions to other nodes, however those behave. */
class PeersTest {
    /** For those who are to answer, however busy this machine is. */
    private static final long PATIENT_MILLIS = 20_000;

    private static final long IMPATIENT_MILLIS = 300;
    private static final String LINES = "application/jsonl; charset=utf-8";

    @TempDir
    private Path folder;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Peers peers(long answerMillis, InetSocketAddress... addresses) {
        return new Peers(
                vertx,
                List.of(addresses),
                Secrets.token(folder),
                new PeerMeters(registry),
                Clock.MACHINE,
                answerMillis);
    }

    private InetSocketAddress serve(String host, Handler<HttpServerRequest> handler) {
        int port = vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, host)
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private static void answer(HttpServerRequest request, int status, String type, String body) {
        request.response().setStatusCode(status).putHeader("Content-Type", type).end(body);
    }

    @Test
    void allAreAskedWithTheTokenAndToldOfInTheirOrder() {
        var first = serve("127.0.0.1", request -> answer(request, 200, LINES, echo("first", request)));
        var second = serve("::1", request -> answer(request, 200, LINES, echo("second", request)));
        var named = InetSocketAddress.createUnresolved("localhost", first.getPort());

        var answers = peers(PATIENT_MILLIS, first, second, named).ask(Peers.Question.EVENTS, "last=20");

        assertThat(answers).hasSize(3).allSatisfy(answer -> assertThat(answer).isInstanceOf(PeerAnswer.Told.class));
        assertThat(answers)
                .extracting(PeerAnswer::peer)
                .containsExactly(
                        "127.0.0.1:" + first.getPort(), "[::1]:" + second.getPort(), "localhost:" + first.getPort());
        assertThat(answers)
                .extracting(answer -> new String(((PeerAnswer.Told) answer).content(), StandardCharsets.UTF_8))
                .containsExactly(
                        "first /events?last=20 Bearer " + Secrets.TOKEN,
                        "second /events?last=20 Bearer " + Secrets.TOKEN,
                        "first /events?last=20 Bearer " + Secrets.TOKEN);
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(((PeerAnswer.Told) answer).seconds()).isPositive());
    }

    private static String echo(String name, HttpServerRequest request) {
        return "%s %s %s".formatted(name, request.uri(), request.getHeader("Authorization"));
    }

    @Test
    void whoHasNoSuchPacketsSaysSo() {
        var without = serve("127.0.0.1", request -> answer(request, 404, "text/plain", "none"));
        var with = serve("127.0.0.1", request -> answer(request, 200, "application/octet-stream", "\0\1\377"));

        var answers = peers(PATIENT_MILLIS, without, with).ask(Peers.Question.PACKETS, "number=7");

        assertThat(answers.getFirst()).isInstanceOf(PeerAnswer.Nothing.class);
        assertThat(answers.getLast()).isInstanceOf(PeerAnswer.Told.class);
    }

    static Stream<Arguments> otherAnswers() {
        return Stream.of(
                arguments(
                        401,
                        LINES,
                        "",
                        "it has another token: put the same one into the token-file of both",
                        "unauthorized"),
                arguments(
                        403,
                        LINES,
                        "",
                        "it has no token: give it a management: token-file:, with the same one",
                        "unauthorized"),
                arguments(
                        404,
                        LINES,
                        "",
                        "something else answers there, or a gateway of another version: see its status",
                        "answer"),
                arguments(
                        200,
                        "text/html",
                        "<html>",
                        "something else answers there, or a gateway of another version: see its status",
                        "answer"),
                arguments(
                        400,
                        LINES,
                        "",
                        "something else answers there, or a gateway of another version: see its status",
                        "answer"),
                arguments(503, LINES, "", "it is being started, or asked by too many: ask again", "answer"),
                arguments(302, LINES, "", "it answers with the HTTP status 302", "answer"),
                arguments(
                        200,
                        LINES,
                        "x".repeat(Peers.ALL_ANSWERS_BYTES_MAX + 1),
                        "it answers more than 1048576 bytes: ask for less",
                        "answer"));
    }

    @ParameterizedTest
    @MethodSource("otherAnswers")
    void whatIsNoAnswerIsToldInASentence(int status, String type, String body, String sentence, String reason) {
        var peer = serve("127.0.0.1", request -> answer(request, status, type, body));

        var answers = peers(PATIENT_MILLIS, peer).ask(Peers.Question.EVENTS, "last=20");

        assertThat(answers).containsExactly(new PeerAnswer.Silent("127.0.0.1:" + peer.getPort(), sentence));
        assertThat(failures(reason)).isEqualTo(1);
    }

    /** A whole one fits, so that what is too much is the limit's own doing. */
    @Test
    void theLimitIsSharedByAll() {
        var half =
                serve("127.0.0.1", request -> answer(request, 200, LINES, "x".repeat(Peers.ALL_ANSWERS_BYTES_MAX / 2)));

        assertThat(peers(PATIENT_MILLIS, half, half).ask(Peers.Question.EVENTS, "last=20"))
                .allSatisfy(answer -> assertThat(answer).isInstanceOf(PeerAnswer.Told.class));
        assertThat(peers(PATIENT_MILLIS, half, half, half).ask(Peers.Question.EVENTS, "last=20"))
                .allSatisfy(answer -> assertThat(answer).isInstanceOf(PeerAnswer.Silent.class));
    }

    @Test
    void whoSaysNothingIsNotWaitedForAndKeepsNoOtherOut() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var trickling = serve("127.0.0.1", request -> {
                request.response().setChunked(true).putHeader("Content-Type", LINES);
                vertx.setPeriodic(20, timer -> {
                    if (request.response().closed()) {
                        vertx.cancelTimer(timer);
                    } else {
                        request.response().write("x");
                    }
                });
            });
            var prompt = serve("127.0.0.1", request -> answer(request, 200, LINES, "{}"));
            var silentAddress = new InetSocketAddress(silent.getInetAddress(), silent.getLocalPort());

            var answers =
                    peers(IMPATIENT_MILLIS, silentAddress, trickling, prompt).ask(Peers.Question.EVENTS, "last=20");

            assertThat(answers)
                    .startsWith(
                            new PeerAnswer.Silent(answers.get(0).peer(), "no answer within 300 ms"),
                            new PeerAnswer.Silent(answers.get(1).peer(), "no answer within 300 ms"));
            assertThat(failures("timeout")).isGreaterThanOrEqualTo(2);
        }
    }

    /** Bytes of a stranger. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0\1\2\3\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: application/jsonl\r\nContent-Length: 100\r\n\r\nhalf",
                "HTTP/1.1 200 OK\r\nContent-Type: application/jsonl\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: application/jsonl\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 999999999999 OK\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "SSH-2.0-OpenSSH\r\n",
                "",
            })
    void bytesThatAreNoAnswerHarmNobody(String bytes) throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var _ = Thread.ofPlatform().daemon().start(() -> {
                try (var socket = server.accept()) {
                    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException ended) {
                    // As the other side wants it.
                }
            });
            var prompt = serve("127.0.0.1", request -> answer(request, 200, LINES, "{}"));
            var stranger = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());

            var answers = peers(2_000, stranger, prompt).ask(Peers.Question.EVENTS, "last=20");

            assertThat(answers.getFirst()).isInstanceOf(PeerAnswer.Silent.class);
            assertThat(answers.getLast()).isInstanceOf(PeerAnswer.Told.class);
        }
    }

    @Test
    void whereNobodyListensOrNoNameIsKnown() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            free = socket.getLocalPort();
        }

        var answers = peers(
                        PATIENT_MILLIS,
                        new InetSocketAddress("127.0.0.1", free),
                        InetSocketAddress.createUnresolved("no-such-host.invalid", 9165))
                .ask(Peers.Question.EVENTS, "last=20");

        assertThat(((PeerAnswer.Silent) answers.get(0)).failure())
                .startsWith("no connection (")
                .endsWith("): does a gateway listen there?");
        assertThat(((PeerAnswer.Silent) answers.get(1)).failure()).isEqualTo("there is no address for its name");
        assertThat(failures("unreachable")).isEqualTo(2);
    }

    @Test
    void theCommandLineGetsALineForEach() throws UnknownHostException {
        var one = serve("127.0.0.1", request -> answer(request, 200, LINES, "{\"seq\":1}\n"));
        var other = serve("127.0.0.1", request -> answer(request, 401, LINES, ""));

        var outcome = peers(PATIENT_MILLIS, one, other).events("after=0");

        assertThat(outcome.success()).isTrue();
        assertThat(outcome.message()).doesNotContain(Secrets.TOKEN);
        assertThat(outcome.message().lines().map(line -> PeerAnswer.of(new JsonObject(line))))
                .satisfiesExactly(
                        told -> assertThat(((PeerAnswer.Told) told).content())
                                .asString()
                                .isEqualTo("{\"seq\":1}\n"),
                        silent -> assertThat(((PeerAnswer.Silent) silent).failure())
                                .contains("another token"));
    }

    @Test
    void theirStatusIsAskedForAsAWhole() {
        var peer = serve("127.0.0.1", request -> answer(request, 200, "application/json", echo("{}", request)));

        assertThat(peers(PATIENT_MILLIS, peer)
                        .status()
                        .message()
                        .lines()
                        .map(line -> PeerAnswer.of(new JsonObject(line))))
                .singleElement()
                .satisfies(answer -> assertThat(((PeerAnswer.Told) answer).content())
                        .asString()
                        .isEqualTo("{} /status Bearer " + Secrets.TOKEN));
        assertThat(peers(PATIENT_MILLIS).status()).isEqualTo(new Outcome(true, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "last", "last=20 ", "last=20\r\nX: y", "../status", "last=2&", "a=/../../status", "last=%20"
            })
    void whatIsNoQuestionIsRefused(String particulars) {
        var peer = serve("127.0.0.1", request -> answer(request, 200, LINES, ""));

        assertThat(peers(PATIENT_MILLIS, peer).events(particulars))
                .isEqualTo(new Outcome(false, "ask for KEY=VALUE, as in last=20"));
    }

    @Test
    void withoutOthersThereIsNothingToAsk() {
        assertThat(peers(PATIENT_MILLIS).events("last=20")).isEqualTo(new Outcome(true, ""));
    }

    @Test
    void oneQuestionAtATimeIsEnough() throws InterruptedException {
        var asked = new CountDownLatch(1);
        var answered = new CountDownLatch(1);
        var peer = serve("127.0.0.1", request -> {
            asked.countDown();
            vertx.executeBlocking(() -> {
                        answered.await();
                        return 0;
                    })
                    .onComplete(_ -> answer(request, 200, LINES, ""));
        });
        var peers = peers(PATIENT_MILLIS, peer);
        var first = Thread.ofPlatform().start(() -> peers.events("last=20"));
        asked.await();

        assertThat(peers.events("last=20"))
                .isEqualTo(new Outcome(false, "the other nodes are being asked already: ask again"));

        answered.countDown();
        first.join();
        await().untilAsserted(
                        () -> assertThat(peers.events("last=20").success()).isTrue());
    }

    private double failures(String reason) {
        return registry.get("havip.peer.questions.failed")
                .tag("reason", reason)
                .counter()
                .count();
    }
}
