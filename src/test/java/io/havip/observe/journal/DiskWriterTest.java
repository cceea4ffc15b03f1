package io.havip.observe.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.testing.Requirement;
import io.havip.testing.TestWorkers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A journal and the disk that it is on. */
@Execution(ExecutionMode.CONCURRENT)
class DiskWriterTest {
    /** Longer than the pause before another try. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Entry.Stall ENTRY = new Entry.Stall(1, 1);

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Log log = new Log();

    /** What is said of this test's folder: others log beside it. */
    private final class Log extends Handler {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            if (line.getMessage().contains(folder.toString())) {
                lines.add(line.getLevel() + " " + line.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void listen() {
        Logger.getLogger("io.havip").addHandler(log);
    }

    @AfterEach
    void listenNoMore() {
        Logger.getLogger("io.havip").removeHandler(log);
    }

    private Path directory() {
        return folder.resolve("state/journal");
    }

    private Journal open() {
        return open(directory(), true);
    }

    private Journal open(Path directory, boolean named) {
        return new Journal(
                "gw1",
                new JournalSettings(Optional.of(directory), named, 100_000, false),
                TestWorkers.make(),
                registry);
    }

    private List<Long> written(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        return JournalFiles.last(directory, 100_000).lines().stream()
                .map(Line::sequence)
                .toList();
    }

    private double unwritten() {
        return registry.get("havip.journal.entries.unwritten").counter().count();
    }

    private double onDisk() {
        return registry.get("havip.journal.on.disk").gauge().value();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(new File("/dev/null"))
                        .start()
                        .waitFor())
                .as(String.join(" ", command))
                .isZero();
    }

    @Test
    void theNumbersGoOnAfterARestartAndTheLastEntriesAreKnown() throws IOException, InterruptedException {
        Files.createDirectory(directory().getParent());
        try (var journal = open()) {
            journal.record(new Entry.Start("1.0", 1, 1));
            journal.record(ENTRY);
        }
        try (var journal = open()) {
            journal.record(new Entry.Start("1.0", 2, 1));
            await().until(() -> journal.after(0).size() == 3);
            assertThat(journal.last(1).getFirst().text()).contains("\"seq\":3,", "\"former_ended\":false");
        }
        assertThat(written(directory())).containsExactly(1L, 2L, 3L);
        assertThat(unwritten()).isZero();
    }

    @Test
    void aDirectoryThatCannotBeMadeIsToldOfOnceAndTriedAgain() throws IOException, InterruptedException {
        try (var journal = open()) {
            journal.record(ENTRY);
            await().until(() -> !log.lines.isEmpty());
            assertThat(onDisk()).isZero();
            journal.record(ENTRY);
            Files.createDirectory(directory().getParent());

            await().atMost(PATIENCE).until(() -> onDisk() == 1);
            await().untilAsserted(() -> assertThat(written(directory())).containsExactly(1L, 2L));
        }
        assertThat(log.lines).hasSize(2);
        assertThat(log.lines.getFirst())
                .isEqualTo("WARN the journal can't be written to " + directory()
                        + ", and is kept in memory until it can: there is no "
                        + directory().getParent());
        assertThat(log.lines.getLast()).isEqualTo("INFO the journal is written to " + directory() + " again");
        assertThat(unwritten()).isZero();
    }

    @Test
    void aFormerJournalThatComesLateIsGoneOnWith() throws IOException, InterruptedException {
        var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        var settings = new JournalSettings(Optional.of(elsewhere.resolve("journal")), true, 100_000, false);
        try (var former = new Journal("gw1", settings, TestWorkers.make(), new SimpleMeterRegistry())) {
            for (int i = 0; i < 5; i++) {
                former.record(ENTRY);
            }
        }
        try (var journal = open()) {
            journal.record(ENTRY);
            journal.record(ENTRY);
            await().until(() -> journal.after(0).size() == 2);
            Files.move(elsewhere, directory().getParent());
            await().atMost(PATIENCE).until(() -> onDisk() == 1);
            journal.record(ENTRY);
        }
        assertThat(written(directory())).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(unwritten())
                .as("numbered before the former numbers were known")
                .isEqualTo(2);
    }

    @Test
    void thatTheUsualDirectoryIsNotThereIsNoWarning() throws InterruptedException {
        try (var journal = open(directory(), false)) {
            journal.record(ENTRY);
            await().until(() -> !log.lines.isEmpty());
            assertThat(journal.last(1)).hasSize(1);
        }
        assertThat(log.lines).singleElement().asString().startsWith("INFO ");
    }

    /** However slow the disk is: here it takes nothing before memory has lost some of them. */
    @Test
    void whatMemoryLosesBeforeItIsWrittenIsCounted() throws IOException, InterruptedException {
        var large = new Entry.Reload(false, List.of("x".repeat(Line.LENGTH_MAX / 16)), List.of(), List.of(), "");
        int count = 40;
        try (var journal = open()) {
            for (int i = 0; i < count; i++) {
                journal.record(large);
            }
            await().until(() -> journal.last(1).stream().anyMatch(line -> line.sequence() == count));
            long lost = journal.after(0).getFirst().sequence() - 1;
            assertThat(lost).isPositive();
            assertThat(unwritten())
                    .as("for as long as the disk may still take them")
                    .isZero();
            Files.createDirectory(directory().getParent());

            await().atMost(PATIENCE).until(() -> unwritten() == lost);
        }
        assertThat(written(directory())).last().isEqualTo((long) count);
    }

    @Test
    void filesThatSomebodyRemovesAreMadeAnew() throws IOException, InterruptedException {
        Files.createDirectory(directory().getParent());
        try (var journal = open()) {
            journal.record(ENTRY);
            await().until(() -> !written(directory()).isEmpty());
            for (var file : JournalFiles.segments(directory())) {
                Files.delete(file);
            }
            journal.record(ENTRY);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(written(directory())).containsExactly(2L));
        }
    }

    @Test
    void aFullDiskCostsEntriesAndNothingElseUntilThereIsRoom() throws IOException, InterruptedException {
        Requirement.ROOT.ensure();
        Files.createDirectory(directory().getParent());
        run(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=32k",
                "tmpfs",
                directory().getParent().toString());
        try (var journal = open()) {
            Files.write(directory().getParent().resolve("filler"), new byte[20_000]);
            for (int i = 0; i < 100; i++) {
                journal.record(ENTRY);
            }
            await().until(() -> log.lines.stream().anyMatch(line -> line.contains("No space left on device")));
            await().during(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(log.lines)
                            .as("a full disk is told of once")
                            .hasSize(1));
            assertThat(journal.last(1_000)).hasSize(100);
            Files.delete(directory().getParent().resolve("filler"));

            await().atMost(PATIENCE).until(() -> log.lines.stream().anyMatch(line -> line.contains("again")));
            journal.record(ENTRY);
            await().untilAsserted(() -> assertThat(written(directory())).last().isEqualTo(101L));
            assertThat(JournalFiles.last(directory(), 1_000).unreadable()).isZero();
        } finally {
            run("umount", "--lazy", directory().getParent().toString());
        }
    }

    @Test
    void aReadOnlyDiskIsToldOfOnceAndWrittenWhenItIsNoLonger() throws IOException, InterruptedException {
        Requirement.ROOT.ensure();
        Files.createDirectory(directory().getParent());
        run("mount", "-t", "tmpfs", "tmpfs", directory().getParent().toString());
        run("mount", "-o", "remount,ro", directory().getParent().toString());
        try (var journal = open()) {
            journal.record(ENTRY);
            await().until(() -> log.lines.stream().anyMatch(line -> line.contains("Read-only file system")));
            run("mount", "-o", "remount,rw", directory().getParent().toString());

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(written(directory())).containsExactly(1L));
        } finally {
            run("umount", "--lazy", directory().getParent().toString());
        }
        assertThat(log.lines).hasSize(2);
    }

    /** A machine of its own, which is killed while it writes. */
    static final class Writer {
        private Writer() {}

        public static void main(String... arguments) throws InterruptedException {
            var settings =
                    new JournalSettings(Optional.of(Path.of(System.getProperty("directory"))), true, 100_000, false);
            try (var journal = new Journal("gw1", settings, TestWorkers.make(), new SimpleMeterRegistry())) {
                while (true) {
                    journal.record(ENTRY);
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    void whatWasWrittenSurvivesAKill() throws IOException, InterruptedException {
        Files.createDirectory(directory().getParent());
        long former = 0;
        for (int run = 0; run < 2; run++) {
            long before = former;
            var writer = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "-Ddirectory=" + directory(),
                            Writer.class.getName())
                    .redirectErrorStream(true)
                    .redirectOutput(new File("/dev/null"))
                    .start();
            try {
                await().atMost(PATIENCE)
                        .until(() -> written(directory()).stream().anyMatch(sequence -> sequence > before + 1_000));
            } finally {
                writer.destroyForcibly().waitFor();
            }
            var numbers = written(directory());
            assertThat(numbers).isSorted().doesNotHaveDuplicates();
            former = numbers.getLast();
        }
    }
}
