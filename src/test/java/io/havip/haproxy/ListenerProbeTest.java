package io.havip.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.haproxy.CheckResult.Missed;
import io.havip.haproxy.CheckResult.Passed;
import io.havip.haproxy.HaproxySettings.Probe;
import io.havip.linux.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenerProbeTest {
    private static final Optional<String> PATH = Optional.of("/health");

    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"200, true", "204, true", "302, true", "400, false", "503, false"})
    void aStatusBelow400Passes(int status, boolean passes) {
        answerWith("HTTP/1.1 %d Whatever\r\nContent-Length: 0\r\n\r\n".formatted(status));
        var result = probe(PATH);
        assertThat(result instanceof Passed).isEqualTo(passes);
        assertThat(result.reason()).endsWith("/health answers with status " + status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-x\r\n", "HTTP/1.1 2000\n", "HTTP/2 200 OK\r\n", "\n"})
    void whatIsNotHttpDoesNotPass(String answer) {
        answerWith(answer);
        assertThat(probe(PATH))
                .isInstanceOf(Missed.class)
                .extracting(CheckResult::reason)
                .asString()
                .endsWith("/health does not answer in HTTP/1.1");
    }

    @Test
    void anEndlessLineIsCutShort() {
        serve(client -> {
            while (true) {
                client.getOutputStream().write(new byte[4096]);
            }
        });
        assertThat(probe(PATH).reason()).endsWith("does not answer in HTTP/1.1");
    }

    @Test
    void aConnectionThatIsClosedWithoutAnAnswerDoesNotPass() {
        answerWith("");
        assertThat(probe(PATH)).isInstanceOf(Missed.class);
    }

    @Test
    void silenceDoesNotPass() {
        // The kernel accepts the connection although nobody takes it, as it does for a HAProxy that hangs.
        assertThat(probe(PATH, TimeUnit.MILLISECONDS.toNanos(50)).reason()).endsWith("does not answer in time");
    }

    @Test
    void withoutAPathTheConnectionSuffices() {
        assertThat(probe(Optional.empty())).isInstanceOf(Passed.class);
    }

    @Test
    void aPortWithoutAListenerDoesNotPass() throws IOException {
        server.close();
        assertThat(probe(PATH).reason()).contains("refused");
    }

    private CheckResult probe(Optional<String> path) {
        return probe(path, TimeUnit.SECONDS.toNanos(10));
    }

    private CheckResult probe(Optional<String> path, long timeoutNanos) {
        var address = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
        return new ListenerProbe(new Probe(address, path), Clock.MACHINE).check(System.nanoTime() + timeoutNanos);
    }

    private void answerWith(String answer) {
        serve(client -> {
            client.getInputStream().read(new byte[1024]);
            client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    private interface Behaviour {
        void serve(Socket client) throws IOException;
    }

    private void serve(Behaviour behaviour) {
        Thread.ofPlatform().daemon().start(() -> {
            try (var client = server.accept()) {
                behaviour.serve(client);
            } catch (IOException gone) {
                // The probe has had enough.
            }
        });
    }
}
