package io.havip.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.testing.Requirement;
import io.havip.testing.TestWorkers;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service manager hears of a gateway. */
class ServiceNoticesTest {
    /** Two of them more than the limit are asked for: a stop begins and ends between two signs of life. */
    private static final long PERIOD_NANOS = 1_000_000;

    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    @TempDir
    private Path folder;

    @BeforeEach
    void needsPython() {
        Requirement.PYTHON.ensure();
    }

    @Test
    void hearsThatItIsReadyAndThatItEnds() throws IOException {
        try (var manager = new Manager(folder.resolve("notify").toString())) {
            try (var notices = new ServiceNotices(Map.of("NOTIFY_SOCKET", manager.path), TestWorkers.make())) {
                notices.startsIn(MINUTE_NANOS);
                notices.ready(() -> true, () -> 0);
            }
            assertThat(manager.hears()).isEqualTo("EXTEND_TIMEOUT_USEC=120000000");
            assertThat(manager.hears()).isEqualTo("READY=1");
            assertThat(manager.hears()).isEqualTo("STOPPING=1");
        }
    }

    @Test
    void hearsSignsOfLifeOnlyWhileTheLoopLives() throws IOException {
        var asked = new AtomicInteger();
        try (var manager =
                new Manager("@havip-notices-" + ProcessHandle.current().pid())) {
            var environment = Map.of("NOTIFY_SOCKET", manager.path, "WATCHDOG_USEC", "10000000");
            try (var notices = new ServiceNotices(environment, TestWorkers.make(), PERIOD_NANOS)) {
                notices.ready(() -> asked.incrementAndGet() <= 2, () -> 0);
                await().until(() -> asked.get() > 5);
            }
            assertThat(manager.hears()).isEqualTo("READY=1");
            assertThat(manager.hears()).isEqualTo("WATCHDOG_USEC=10002000 WATCHDOG=1");
            assertThat(manager.hears()).isEqualTo("WATCHDOG_USEC=10002000 WATCHDOG=1");
            assertThat(manager.hears()).isEqualTo("STOPPING=1");
        }
    }

    @Test
    void aSignOfLifeThatFailsIsNotTheLast() throws IOException {
        var asked = new AtomicInteger();
        try (var manager = new Manager(folder.resolve("notify").toString())) {
            var environment = Map.of("NOTIFY_SOCKET", manager.path, "WATCHDOG_USEC", "10000000");
            try (var notices = new ServiceNotices(environment, TestWorkers.make(), PERIOD_NANOS)) {
                notices.ready(
                        () -> {
                            if (asked.getAndIncrement() == 0) {
                                throw new IllegalStateException("once");
                            }
                            return true;
                        },
                        () -> 0);
                assertThat(manager.hears()).isEqualTo("READY=1");
                assertThat(manager.hears()).isEqualTo("WATCHDOG_USEC=10002000 WATCHDOG=1");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 400})
    void isPatientForAsLongAsTheRoutersNeed(long seconds) throws IOException {
        try (var manager = new Manager(folder.resolve("notify").toString())) {
            var environment = Map.of("NOTIFY_SOCKET", manager.path, "WATCHDOG_USEC", "10000000");
            try (var notices = new ServiceNotices(environment, TestWorkers.make(), PERIOD_NANOS)) {
                notices.ready(() -> true, () -> TimeUnit.SECONDS.toNanos(seconds));
                assertThat(manager.hears()).isEqualTo("READY=1");
                assertThat(manager.hears()).isEqualTo("WATCHDOG_USEC=" + seconds + "002000 WATCHDOG=1");
            }
        }
    }

    @Test
    void nothingHappensWhereNobodyListens() {
        var gone = Map.of("NOTIFY_SOCKET", folder.resolve("none").toString(), "WATCHDOG_USEC", "10000000");
        try (var notices = new ServiceNotices(gone, TestWorkers.make());
                var without = new ServiceNotices(Map.of(), TestWorkers.make())) {
            notices.ready(() -> true, () -> 0);
            without.ready(() -> true, () -> 0);
        }
    }

    /** Java itself has no datagrams between processes. */
    private static final class Manager implements AutoCloseable {
        private static final String LISTEN = """
            import socket, sys
            path = sys.argv[1]
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind("\\0" + path[1:] if path[0] == "@" else path)
            print("listening", flush=True)
            while True:
                print(s.recv(1024).decode().replace("\\n", " "), flush=True)
            """;

        private final String path;
        private final Process process;
        private final BufferedReader heard;

        Manager(String path) throws IOException {
            this.path = path;
            this.process = new ProcessBuilder("python3", "-c", LISTEN, path).start();
            this.heard = process.inputReader();
            assertThat(heard.readLine()).isEqualTo("listening");
        }

        String hears() throws IOException {
            return heard.readLine();
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
