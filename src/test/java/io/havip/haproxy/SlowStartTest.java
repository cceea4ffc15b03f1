package io.havip.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.config.InstanceBuilder;
import io.havip.config.options.HaproxyOptions;
import io.havip.config.options.HaproxyOptions.Probe;
import io.havip.health.RecordedChecks;
import io.havip.health.RecordedVerdicts;
import io.havip.linux.Clock;
import io.havip.linux.Workers;
import io.havip.testing.TestWorkers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A HAProxy that takes its time, on a busy machine, is judged by the time that it has. */
class SlowStartTest {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long MOST_OF_IT_NANOS = TimeUnit.SECONDS.toNanos(7);

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final RecordedVerdicts verdicts = new RecordedVerdicts();
    private final RecordedChecks checks = new RecordedChecks();

    @TempDir
    private Path directory;

    private ServerSocket listener;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    @Test
    void theProbeHasItsTimeHoweverLongTheSocketTook() throws IOException {
        var elapsedNanos = new AtomicLong();
        answerProbes(() -> {
            elapsedNanos.addAndGet(MOST_OF_IT_NANOS);
            return OK;
        });
        try (var _ = new FakeRuntimeSocket(path(), client -> {
                    answerOnce(client, () -> elapsedNanos.addAndGet(MOST_OF_IT_NANOS));
                    client.receive();
                });
                var tracker = tracker(new Workers(later(elapsedNanos), (_, failure) -> failure.printStackTrace()))) {
            tracker.start(verdicts, checks);
            await().until(() -> !verdicts.healths().isEmpty());
            assertThat(verdicts.healths()).containsExactly(true);
        }
    }

    @Test
    void aNewWorkerThatAnswersBeforeItsListenerDoesHasNotStartedYet() throws IOException {
        var unavailable = new AtomicInteger(3);
        var sockets = new AtomicInteger();
        answerProbes(() -> sockets.get() > 1 && unavailable.getAndDecrement() > 0 ? UNAVAILABLE : OK);
        try (var _ = new FakeRuntimeSocket(path(), client -> {
                    boolean former = sockets.incrementAndGet() == 1;
                    answerOnce(client, () -> {});
                    while (!former || verdicts.healths().isEmpty()) {
                        client.receive();
                        client.send(FakeRuntimeSocket.ANSWER);
                    }
                });
                var tracker = tracker(TestWorkers.make())) {
            tracker.start(verdicts, checks);
            await().until(() -> unavailable.get() < 0);
            assertThat(checks.failed()).isPositive();
            assertThat(verdicts.healths()).containsExactly(true);
        }
    }

    private static Clock later(AtomicLong elapsedNanos) {
        return new Clock() {
            @Override
            public long nanos() {
                return MACHINE.nanos() + elapsedNanos.get();
            }

            @Override
            public long epochMillis() {
                return MACHINE.epochMillis();
            }
        };
    }

    private static void answerOnce(FakeRuntimeSocket.Client client, Runnable before) throws IOException {
        client.receive();
        client.send("\n> ");
        client.receive();
        before.run();
        client.send(FakeRuntimeSocket.ANSWER);
    }

    private void answerProbes(IntSupplier status) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    try (var client = listener.accept()) {
                        client.getInputStream().read(new byte[1024]);
                        client.getOutputStream()
                                .write("HTTP/1.1 %d Whatever\r\n\r\n"
                                        .formatted(status.getAsInt())
                                        .getBytes(StandardCharsets.US_ASCII));
                    }
                }
            } catch (IOException closed) {
                // The test is over.
            }
        });
    }

    private HaproxyTracker tracker(Workers workers) {
        var address = new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
        return new HaproxyTracker(
                "haproxy",
                InstanceBuilder.haproxy(options -> options.with(HaproxyOptions.SOCKET, path())
                        .with(HaproxyOptions.INTERVAL, INTERVAL_NANOS)
                        .with(HaproxyOptions.TIMEOUT, TIMEOUT_NANOS)
                        .with(HaproxyOptions.RISE, 1)
                        .with(HaproxyOptions.FALL, 1)
                        .in(
                                HaproxyOptions.PROBE,
                                probe -> probe.with(Probe.ADDRESS, address).with(Probe.HTTP, "/"))),
                (pid, ended) -> () -> {},
                _ -> {},
                workers);
    }

    private Path path() {
        return directory.resolve("haproxy.sock");
    }
}
