package io.havip.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.havip.linux.Clock;
import io.havip.observe.ControlMeters;
import io.havip.testing.TestWorkers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class ControlSocketTest {
    private static final long TIMEOUT_MILLIS = 10_000;

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    private ControlSocket open(Path path, Map<String, Supplier<Outcome>> words) throws IOException {
        var commands = words.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, each ->
                (Function<String, Outcome>) _ -> each.getValue().get()));
        return new ControlSocket(path, commands, new ControlMeters(registry), warnings::add, TestWorkers.make());
    }

    private Path path() {
        return folder.resolve("run").resolve("control.sock");
    }

    private static Outcome ask(Path path, String word) throws IOException {
        return ControlSocket.ask(path, word, TIMEOUT_MILLIS);
    }

    @Test
    void whatIsAskedForIsCarriedOutAndAnswered() throws IOException {
        var refused = new Outcome(false, "line 1\nline 2");
        try (var _ = open(path(), Map.of("health", () -> new Outcome(true, ""), "reload", () -> refused))) {
            assertThat(ask(path(), "health")).isEqualTo(new Outcome(true, ""));
            assertThat(ask(path(), "reload")).isEqualTo(refused);
            assertThat(ask(path(), "stop")).isEqualTo(new Outcome(false, "there is no 'stop', but health, reload"));
        }
    }

    @Test
    void whatStandsBehindAWordIsHandedOver() throws IOException {
        Map<String, Function<String, Outcome>> echo = Map.of("echo", more -> new Outcome(true, "<" + more + ">"));
        try (var _ = new ControlSocket(path(), echo, new ControlMeters(registry), warnings::add, TestWorkers.make())) {
            assertThat(ask(path(), "echo").message()).isEqualTo("<>");
            assertThat(ask(path(), "echo  after=12 ").message()).isEqualTo("<after=12>");
        }
    }

    @Test
    void aLargeAnswerArrivesWhole() throws IOException {
        String large = "0123456789".repeat(1 << 18);
        try (var _ = open(path(), Map.of("status", () -> new Outcome(true, large)))) {
            assertThat(ask(path(), "status").message()).isEqualTo(large);
        }
    }

    @Test
    void onlyOwnerAndGroupMayAsk() throws IOException {
        try (var _ = open(path(), Map.of())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                    .isEqualTo("rw-rw----");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path().getParent())))
                    .isEqualTo("rwxr-x---");
        }
    }

    @Test
    void whatAFormerAgentLeftBehindIsReplacedAndNothingIsLeftBehind() throws IOException {
        Files.createDirectory(path().getParent());
        try (var former = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            former.bind(UnixDomainSocketAddress.of(path()));
        }
        assertThat(path()).exists();
        assertThatThrownBy(() -> ask(path(), "health")).isInstanceOf(ConnectException.class);

        try (var _ = open(path(), Map.of("health", () -> new Outcome(true, "")))) {
            assertThat(ask(path(), "health").success()).isTrue();
        }
        assertThat(path()).doesNotExist();
    }

    @Test
    void whatSomebodyTakesAwayIsThereAgain() throws IOException {
        try (var _ = open(path(), Map.of("health", () -> new Outcome(true, "")))) {
            Files.delete(path());
            Files.delete(path().getParent());

            await().until(() -> Files.exists(path()));
            assertThat(ask(path(), "health")).isEqualTo(new Outcome(true, ""));
            await().untilAsserted(() -> assertThat(warnings).containsExactly(path() + " was gone: it is there again"));
        }
        assertThat(path()).doesNotExist();
    }

    @Test
    void anotherAgentThatAnswersKeepsItsSocket() throws IOException {
        try (var _ = open(path(), Map.of("health", () -> new Outcome(true, "the first")))) {
            assertThatThrownBy(() -> open(path(), Map.of())).hasMessage("another gateway answers there");

            assertThat(ask(path(), "health").message()).isEqualTo("the first");
        }
    }

    @Test
    void aCommandThatFailsIsAnsweredAndTheNextIsToo() throws IOException {
        Map<String, Supplier<Outcome>> commands = Map.of(
                "status",
                () -> {
                    throw new IllegalStateException("no status");
                },
                "health",
                () -> new Outcome(true, ""));
        try (var _ = open(path(), commands)) {
            assertThat(ask(path(), "status"))
                    .isEqualTo(new Outcome(false, "java.lang.IllegalStateException: no status"));
            assertThat(warnings).containsExactly("status: java.lang.IllegalStateException: no status");
            assertThat(ask(path(), "health").success()).isTrue();
        }
    }

    @Test
    void whoeverConnectsAndSaysNothingKeepsNobodyOutForGood() throws IOException {
        var silent = new ArrayList<SocketChannel>();
        try (var _ = open(path(), Map.of("health", () -> new Outcome(true, "")))) {
            for (int i = 0; i < 20; i++) {
                silent.add(SocketChannel.open(UnixDomainSocketAddress.of(path())));
            }
            await().until(() -> registry.get("havip.control.refused").counter().count() == 12);

            await().ignoreExceptions().until(() -> ask(path(), "health").success());
        } finally {
            for (var channel : silent) {
                channel.close();
            }
        }
    }

    @Test
    void aWordThatNeverEndsIsCutOff() throws IOException {
        try (var _ = open(path(), Map.of("health", () -> new Outcome(true, "")));
                var channel = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
            channel.write(ByteBuffer.wrap("a".repeat(1000).getBytes(StandardCharsets.US_ASCII)));

            assertThat(closed(channel)).isTrue();
            assertThat(ask(path(), "health").success()).isTrue();
        }
    }

    private static boolean closed(SocketChannel channel) {
        try {
            return channel.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void aLongCommandKeepsNobodyWaiting() throws IOException {
        var goesOn = new CountDownLatch(1);
        Map<String, Supplier<Outcome>> commands = Map.of(
                "reload",
                () -> {
                    awaitIt(goesOn);
                    return new Outcome(true, "reloaded");
                },
                "health",
                () -> new Outcome(true, ""));
        try (var _ = open(path(), commands);
                var reloading =
                        new ControlConnection(SocketChannel.open(UnixDomainSocketAddress.of(path())), Clock.MACHINE)) {
            reloading.write("reload\n", TIMEOUT_MILLIS);

            assertThat(ask(path(), "health").success()).isTrue();
            goesOn.countDown();
            assertThat(reloading.readAll(100, TIMEOUT_MILLIS)).isEqualTo("ok\nreloaded");
        }
    }

    @Test
    void manyThatWaitForALongCommandKeepNobodyElseOut() throws IOException {
        var reloading = new Semaphore(0);
        var goesOn = new CountDownLatch(1);
        Map<String, Supplier<Outcome>> commands = Map.of(
                "reload",
                () -> {
                    reloading.release();
                    awaitIt(goesOn);
                    return new Outcome(true, "reloaded");
                },
                "health",
                () -> new Outcome(true, ""));
        var waiting = new ArrayList<SocketChannel>();
        try (var _ = open(path(), commands)) {
            for (int i = 0; i < 8; i++) {
                var channel = SocketChannel.open(UnixDomainSocketAddress.of(path()));
                waiting.add(channel);
                channel.write(ByteBuffer.wrap("reload\n".getBytes(StandardCharsets.US_ASCII)));
            }
            await().until(() -> reloading.tryAcquire(8));

            assertThat(ask(path(), "health").success()).isTrue();
        } finally {
            goesOn.countDown();
            for (var channel : waiting) {
                channel.close();
            }
        }
    }

    private static void awaitIt(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
