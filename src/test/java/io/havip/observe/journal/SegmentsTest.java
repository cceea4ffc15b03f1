package io.havip.observe.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentsTest {
    private static final int BYTES_MAX = 8_000;

    @TempDir
    private Path folder;

    private Path directory() {
        return folder.resolve("journal");
    }

    private Segments open() throws IOException {
        return new Segments(directory(), BYTES_MAX);
    }

    private static Line line(long sequence) {
        return new Line(sequence, "{\"v\":1,\"seq\":%d,\"sentence\":\"%s\"}".formatted(sequence, "x".repeat(50)));
    }

    private void write(long from, long to) throws IOException {
        try (var segments = open()) {
            for (long sequence = from; sequence <= to; sequence++) {
                segments.write(line(sequence));
            }
        }
    }

    private List<Long> numbers() throws IOException {
        return JournalFiles.last(directory(), Integer.MAX_VALUE).lines().stream()
                .map(Line::sequence)
                .toList();
    }

    private long bytes() throws IOException {
        long bytes = 0;
        for (var file : JournalFiles.segments(directory())) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    @Test
    void whatIsWrittenIsReadWithNumbersThatGoOnAcrossRestarts() throws IOException {
        write(1, 3);
        try (var segments = open()) {
            assertThat(segments.formerSequence()).isEqualTo(3);
        }
        write(4, 5);

        assertThat(JournalFiles.segments(directory())).hasSize(1);
        assertThat(JournalFiles.last(directory(), 10))
                .isEqualTo(Reading.of(
                        LongStream.rangeClosed(1, 5)
                                .mapToObj(SegmentsTest::line)
                                .toList(),
                        0));
        assertThat(JournalFiles.last(directory(), 2).lines()).containsExactly(line(4), line(5));
    }

    @Test
    void theyAreARingOfABoundedSizeAndTheOldestGoFirst() throws IOException {
        for (int run = 0; run < 100; run++) {
            write(1 + 10 * run, 10 + 10 * run);

            assertThat(bytes()).isLessThanOrEqualTo(BYTES_MAX);
            assertThat(JournalFiles.segments(directory())).hasSizeLessThanOrEqualTo(Segments.COUNT);
        }
        assertThat(numbers())
                .hasSizeGreaterThan(50)
                .isEqualTo(LongStream.rangeClosed(numbers().getFirst(), 1_000)
                        .boxed()
                        .toList());
    }

    @Test
    void asSoonAsALessSizeIsAskedForTheFormerFilesGo() throws IOException {
        write(1, 1_000);
        try (var segments = new Segments(directory(), BYTES_MAX / 2)) {
            for (long sequence = 1_001; sequence < 1_020; sequence++) {
                segments.write(line(sequence));
            }
        }
        assertThat(bytes()).isLessThanOrEqualTo(BYTES_MAX / 2);
    }

    @Test
    void aTornLineIsSkippedAndNeverWrittenOnto() throws IOException {
        write(1, 3);
        var torn = JournalFiles.segments(directory()).getLast();
        Files.writeString(torn, "{\"v\":1,\"seq\":4,\"sen", StandardOpenOption.APPEND);
        var before = Files.readString(torn);
        write(4, 5);

        assertThat(Files.readString(torn)).isEqualTo(before);
        assertThat(numbers()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(JournalFiles.last(directory(), 10).unreadable()).isEqualTo(1);
    }

    @Test
    void aFileOfATornLineAloneMakesRoom() throws IOException {
        write(1, 3);
        Files.writeString(JournalFiles.segment(directory(), 4), "{\"v\":1,\"seq\":4,\"sen");
        write(4, 5);

        assertThat(numbers()).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void whatIsNoEntryIsSkippedAndCounted() throws IOException {
        write(1, 2);
        Files.writeString(
                JournalFiles.segments(directory()).getLast(),
                "\n[]\n{\"seq\":\"7\"}\n{\"seq\":-1}\n\0\n" + "y".repeat(2 * Line.LENGTH_MAX) + "\n" + line(3).text()
                        + "\n",
                StandardOpenOption.APPEND);

        assertThat(numbers()).containsExactly(1L, 2L, 3L);
        assertThat(JournalFiles.last(directory(), 1)).isEqualTo(Reading.of(List.of(line(3)), 6));
        assertThat(JournalFiles.within(directory(), 100)).containsExactly(line(3));
    }

    @Test
    void onlyOneWritesThere() throws IOException {
        try (var _ = open()) {
            assertThatThrownBy(this::open).hasMessage("another gateway writes its journal there");
        }
        write(1, 1);
    }

    @Test
    void othersDoNotReadIt() throws IOException {
        write(1, 1);

        assertThat(mode(directory())).isEqualTo("rwxr-x---");
        assertThat(mode(JournalFiles.segments(directory()).getLast())).isEqualTo("rw-r-----");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void whatItIsInIsNotMade() {
        assertThatThrownBy(() -> new Segments(folder.resolve("nothing/journal"), BYTES_MAX))
                .isInstanceOf(IOException.class);
    }

    /** As after a return to this version from a later one. */
    @Test
    void entriesOfALaterFormatAreCountedAndTheirNumbersAreTaken() throws IOException {
        write(1, 2);
        var file = JournalFiles.segments(directory()).getLast();
        Files.writeString(file, "{\"v\":2,\"seq\":3}\n{\"v\":3,\"seq\":4}\n", StandardOpenOption.APPEND);
        try (var segments = open()) {
            assertThat(segments.formerSequence()).isEqualTo(4);
        }
        write(5, 5);

        var reading = JournalFiles.last(directory(), 10);
        assertThat(reading).isEqualTo(new Reading(List.of(line(1), line(2), line(5)), 0, 2, 3));
        assertThat(reading.leftOut())
                .containsExactly("2 entries there are of format 3, and this version reads format 1: left out");
        assertThat(JournalFiles.within(directory(), 10_000)).hasSize(5);
    }

    @Test
    void aNumberThatIsNoneIsNoEntry() {
        for (var number : List.of("0", "-1", "1.5", "\"1\"", "null", "99999999999999999999", "1e30")) {
            assertThat(Line.read("{\"v\":1,\"seq\":" + number + ",\"kind\":\"end\"}"))
                    .as(number)
                    .isEmpty();
        }
    }
}
