package io.havip.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.config.InstanceBuilder;
import io.havip.config.options.HaproxyOptions;
import io.havip.health.RecordedChecks;
import io.havip.health.RecordedVerdicts;
import io.havip.testing.TestWorkers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Whatever sits behind the runtime socket: it is judged in time, in bounded memory, and never taken for HAProxy. */
@Execution(ExecutionMode.CONCURRENT)
class HostileSocketTest {
    private static final String LATE = "does not answer in time";
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** For those that do answer: on a busy machine, too, they are judged by what they say. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** Long enough that no second regular check comes within a test. */
    private static final long NEVER_NANOS = TimeUnit.HOURS.toNanos(1);

    private final RecordedVerdicts verdicts = new RecordedVerdicts();
    private final RecordedChecks checks = new RecordedChecks();
    private final CountDownLatch over = new CountDownLatch(1);

    @TempDir
    Path directory;

    @AfterEach
    void endTheTest() {
        over.countDown();
    }

    @Test
    void anAnswerInPiecesIsStillAnAnswer() throws IOException {
        judge(
                client -> {
                    client.receive();
                    client.send("\n> ");
                    while (true) {
                        client.receive();
                        FakeRuntimeSocket.ANSWER.chars().forEach(c -> client.send(Character.toString(c)));
                    }
                },
                true,
                "process 1 answers");
    }

    @Test
    void garbageWithoutAPromptIsNoAnswer() throws IOException {
        judge(
                client -> {
                    client.receive();
                    client.send("\0\r\n\u00ff>>>\n\n");
                    waitForTheEnd();
                },
                false,
                LATE);
    }

    @Test
    void garbageWithAPromptIsNotHaproxy() throws IOException {
        judge(
                client -> {
                    client.receive();
                    client.send("\n> ");
                    client.receive();
                    client.send("Pid: -1\nVersion\nPid: 99999999999999999999\n: \n\n> ");
                    waitForTheEnd();
                },
                false,
                "does not answer as HAProxy does");
    }

    @Test
    void anEndlessAnswerIsCutShort() throws IOException {
        judge(
                client -> {
                    client.receive();
                    String line = "Name: HAProxy\n".repeat(100);
                    while (true) {
                        client.send(line);
                    }
                },
                false,
                "answers with more than 262144 bytes");
    }

    @Test
    void aSlowDribbleDoesNotOutlastTheDeadline() throws IOException {
        judge(
                client -> {
                    client.receive();
                    client.send("\n> ");
                    client.receive();
                    client.send("Name: HAProxy\n");
                    while (over.getCount() > 0) {
                        client.send("x");
                        pause();
                    }
                },
                false,
                LATE);
    }

    @Test
    void silenceIsNoAnswer() throws IOException {
        judge(client -> waitForTheEnd(), false, LATE);
    }

    @Test
    void aConnectionThatIsClosedAtOnceIsNoAnswer() throws IOException {
        judge(FakeRuntimeSocket.Client::receive, false, "haproxy.sock: closed by HAProxy");
    }

    @Test
    void theMasterSocketIsToldFromTheRuntimeSocket() throws IOException {
        judge(
                client -> {
                    client.receive();
                    client.send("\nmaster> ");
                    waitForTheEnd();
                },
                false,
                "is HAProxy's master socket: name the one of \"stats socket\"");
    }

    @Test
    void aWorkerThatIsStoppingDoesNotCount() throws IOException {
        judge(
                client -> {
                    client.receive();
                    client.send("\n> ");
                    client.receive();
                    client.send(FakeRuntimeSocket.ANSWER.replace("Stopping: 0", "Stopping: 1"));
                    waitForTheEnd();
                },
                false,
                "process 1 is stopping");
    }

    @Test
    void aConnectionThatEndsAfterEveryAnswerDoesNotKeepTheTrackerBusy() throws IOException {
        try (var socket = new FakeRuntimeSocket(directory.resolve("haproxy.sock"), client -> {
                    client.receive();
                    client.send("\n> ");
                    client.receive();
                    client.send(FakeRuntimeSocket.ANSWER);
                });
                var _ = started(NEVER_NANOS)) {
            await().until(() -> checks.succeeded() == 6);
            await().during(100, TimeUnit.MILLISECONDS).until(() -> socket.connections() == 6);
            assertThat(verdicts.healths()).containsExactly(true);
        }
    }

    @Test
    void aLateAnswerIsWaitedForInsteadOfAskingAgain() throws IOException {
        var letGo = new CountDownLatch(1);
        try (var socket = new FakeRuntimeSocket(directory.resolve("haproxy.sock"), client -> {
                    client.receive();
                    client.send("\n> ");
                    client.receive();
                    awaitLatch(letGo);
                    client.send(FakeRuntimeSocket.ANSWER);
                    client.receive();
                    client.send(FakeRuntimeSocket.ANSWER);
                    waitForTheEnd();
                });
                var _ = started(INTERVAL_NANOS)) {
            await().until(() -> checks.failed() >= 2);
            letGo.countDown();
            await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(false, true));
            assertThat(socket.connections()).isEqualTo(1);
        }
    }

    @Test
    void aWorkerThatTakesThePlaceOfAnotherHasTheTimeThatAStartTakes() throws IOException {
        var former = new AtomicBoolean(true);
        var letFormerGo = new CountDownLatch(1);
        var letNextAnswer = new CountDownLatch(1);
        try (var _ = new FakeRuntimeSocket(directory.resolve("haproxy.sock"), client -> {
                    boolean first = former.getAndSet(false);
                    client.receive();
                    if (!first) {
                        awaitLatch(letNextAnswer);
                    }
                    client.send("\n> ");
                    client.receive();
                    client.send(FakeRuntimeSocket.ANSWER);
                    awaitLatch(first ? letFormerGo : over);
                });
                var _ = started(INTERVAL_NANOS)) {
            await().until(() -> checks.succeeded() > 0);
            letFormerGo.countDown();
            await().until(() -> checks.failed() > 4);
            letNextAnswer.countDown();
            int before = checks.succeeded();
            await().until(() -> checks.succeeded() > before);
            assertThat(verdicts.healths()).containsExactly(true);
        }
    }

    @Test
    void aSocketThatIsReplacedWhileItHangsIsFoundAgain() throws IOException {
        var path = directory.resolve("haproxy.sock");
        try (var _ = new FakeRuntimeSocket(path, client -> waitForTheEnd());
                var _ = started(INTERVAL_NANOS)) {
            await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(false));
            Files.delete(path);
            try (var _ = new FakeRuntimeSocket(path, client -> {
                client.receive();
                client.send("\n> ");
                while (true) {
                    client.receive();
                    client.send(FakeRuntimeSocket.ANSWER);
                }
            })) {
                await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(false, true));
            }
        }
    }

    private void judge(FakeRuntimeSocket.Behaviour behaviour, boolean healthy, String reason) throws IOException {
        long timeoutNanos = reason.equals(LATE) ? TIMEOUT_NANOS : PATIENCE_NANOS;
        try (var _ = new FakeRuntimeSocket(directory.resolve("haproxy.sock"), behaviour);
                var _ = started(INTERVAL_NANOS, timeoutNanos)) {
            await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(healthy));
            assertThat(verdicts.last().reason()).endsWith(reason);
            int before = checks.succeeded() + checks.failed();
            await().until(() -> checks.succeeded() + checks.failed() > before + 2);
            assertThat(verdicts.healths()).containsExactly(healthy);
        }
    }

    private HaproxyTracker started(long intervalNanos) {
        return started(intervalNanos, TIMEOUT_NANOS);
    }

    private HaproxyTracker started(long intervalNanos, long timeoutNanos) {
        var settings = InstanceBuilder.haproxy(
                options -> options.with(HaproxyOptions.SOCKET, directory.resolve("haproxy.sock"))
                        .with(HaproxyOptions.INTERVAL, intervalNanos)
                        .with(HaproxyOptions.TIMEOUT, TIMEOUT_NANOS));
        var tracker = new HaproxyTracker("haproxy", settings, (pid, onExit) -> () -> {}, _ -> {}, TestWorkers.make());
        tracker.start(verdicts, checks);
        return tracker;
    }

    private void waitForTheEnd() {
        awaitLatch(over);
    }

    private void pause() {
        try {
            over.await(10, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
