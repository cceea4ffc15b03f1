package io.havip.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.health.FileSettings.Initial;
import io.havip.testing.TestWorkers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileTrackerTest {
    @TempDir
    private Path temporary;

    private Path file(String text) throws Exception {
        return Files.writeString(temporary.resolve("f"), text);
    }

    private static FileTracker tracker(Path file, Initial initial) {
        return new FileTracker(new FileSettings("f", file, Optional.ofNullable(initial)), TestWorkers.make());
    }

    @ParameterizedTest
    @CsvSource({"'7\n', 7", "' -7 \nmore', -7", "0, 0"})
    void theFirstLineIsTheValue(String text, int value) throws Exception {
        var said = tracker(file(text), null).look(5);

        assertThat(said.value()).hasValue(value);
        assertThat(said.healthy()).isEqualTo(value == 0);
        assertThat(said.reason()).endsWith("f says " + value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "seven", "-20 x", "\0\0", "99999999999999999999"})
    void whatIsNoNumberCountsAsZeroAndSaysSo(String text) throws Exception {
        assertHoldsNoNumber(file(text));
    }

    @Test
    void soDoesWhatIsNoFile() throws Exception {
        assertHoldsNoNumber(temporary.resolve("missing"));
        assertHoldsNoNumber(temporary);
        Path fifo = temporary.resolve("fifo");
        new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
        assertThat(fifo).exists();
        assertHoldsNoNumber(fifo);
    }

    private static void assertHoldsNoNumber(Path path) {
        assertThat(tracker(path, null).look(5))
                .isEqualTo(new Verdict("file f", true, OptionalInt.of(0), path + " holds no number: counts as 0", 5));
    }

    @Test
    void theInitialValueIsWrittenWhereThereIsNoFileOrOverwritingIsAsked() throws Exception {
        assertThat(tracker(temporary.resolve("new"), new Initial(3, false))
                        .look(0)
                        .value())
                .hasValue(3);
        assertThat(tracker(file("4"), new Initial(3, false)).look(0).value()).hasValue(4);
        assertThat(tracker(file("4"), new Initial(3, true)).look(0).value()).hasValue(3);
    }

    @Test
    void nothingIsWrittenBeforeTheTrackerIsFollowed() throws Exception {
        var tracker = tracker(file("4"), new Initial(3, true));

        assertThat(tracker(file("4"), null).look(0).value()).hasValue(4);
        assertThat(tracker.look(0).value()).hasValue(3);
    }

    @Test
    void everyOtherValueIsTold() throws Exception {
        var verdicts = new RecordedVerdicts();
        Path file = file("1");
        try (var tracker = tracker(file, null)) {
            tracker.start(verdicts, (name, succeeded, nanos) -> {});
            await().until(() -> !verdicts.healths().isEmpty());
            file("2");
            await().until(() -> verdicts.last().value().equals(OptionalInt.of(2)));
        }
        assertThat(verdicts.reasons()).contains(file + " says 1", file + " says 2");
    }
}
