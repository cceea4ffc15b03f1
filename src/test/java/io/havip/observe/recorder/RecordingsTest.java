package io.havip.observe.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.observe.RecorderMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingsTest {
    private static final int BYTES_MAX = 10_000;

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> warnings = new ArrayList<>();
    private Optional<Path> directory = Optional.empty();

    private Recordings recordings() {
        return recordings(BYTES_MAX);
    }

    private Recordings recordings(long bytesMax) {
        return new Recordings(() -> directory, true, bytesMax, warnings::add, new RecorderMeters(registry));
    }

    private static byte[] recording(long number, int length) {
        byte[] bytes = new byte[length];
        bytes[0] = (byte) number;
        return bytes;
    }

    private double count(String meter) {
        return registry.get(meter).counter().count();
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void eachIsAFileNamedByItsTransition() throws IOException {
        directory = Optional.of(folder);
        var recordings = recordings();
        assertThat(recordings.last()).isEmpty();
        recordings.add(7, recording(7, 100));
        recordings.add(12, recording(12, 200));

        assertThat(files()).containsExactly("packets-12.pcapng", "packets-7.pcapng");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("packets-7.pcapng"))))
                .isEqualTo("rw-r-----");
        assertThat(recordings.of(7)).contains(recording(7, 100));
        assertThat(recordings.of(8)).isEmpty();
        assertThat(recordings.last()).hasValue(12);
        assertThat(count("havip.recordings.written")).isEqualTo(2);
    }

    @Test
    void theOldestGoFirstAlsoThoseOfAFormerRun() throws IOException {
        directory = Optional.of(folder);
        for (int run = 0; run < 10; run++) {
            var recordings = recordings();
            for (int i = 1; i <= 10; i++) {
                recordings.add(10 * run + i, recording(i, 1_000));
            }
        }
        assertThat(files()).hasSize(BYTES_MAX / 1_000).contains("packets-91.pcapng", "packets-100.pcapng");

        recordings(BYTES_MAX / 2).add(101, recording(101, 1_000));
        assertThat(files()).hasSize(BYTES_MAX / 2_000);
    }

    @Test
    void thereAreNoMoreFilesThanSoManyHoweverSmall() throws IOException {
        directory = Optional.of(folder);
        var recordings = recordings();
        for (int i = 1; i <= RecordingRing.FILES_MAX + 10; i++) {
            recordings.add(i, recording(i, 1));
        }

        assertThat(files()).hasSize(RecordingRing.FILES_MAX).doesNotContain("packets-10.pcapng");
    }

    @Test
    void whatAKilledProcessHasLeftIsNoRecording() throws IOException {
        directory = Optional.of(folder);
        Files.write(folder.resolve(".packets-unfinished"), new byte[50]);
        Files.writeString(folder.resolve("packets-x.pcapng"), "somebody else's");
        var recordings = recordings();
        assertThat(recordings.last()).isEmpty();
        recordings.add(1, recording(1, 100));

        assertThat(files()).containsExactly("packets-1.pcapng", "packets-x.pcapng");
    }

    @Test
    void untilTheDiskTakesThemTheyAreInMemory() throws IOException {
        var recordings = recordings();
        recordings.add(1, recording(1, 100));
        assertThat(recordings.of(1)).contains(recording(1, 100));
        assertThat(recordings.last()).hasValue(1);
        assertThat(warnings).as("the journal says so itself").isEmpty();

        directory = Optional.of(folder.resolve("gone"));
        for (int i = 2; i <= 4; i++) {
            recordings.add(i, recording(i, 100));
        }
        assertThat(recordings.of(4)).contains(recording(4, 100));
        assertThat(warnings)
                .containsExactly("packets of transitions can't be written, and are kept in memory until they can:"
                        + " there is no " + folder.resolve("gone"));

        Files.createDirectory(folder.resolve("gone"));
        recordings.write();
        assertThat(RecordingFiles.numbers(folder.resolve("gone"))).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
        assertThat(count("havip.recordings.lost")).isZero();
    }

    @Test
    void memoryHasTheLastOnesAndCountsThoseThatNoDiskTook() throws IOException {
        var recordings = recordings();
        int length = Recordings.MEMORY_BYTES_MAX / 8;
        for (int i = 1; i <= 20; i++) {
            recordings.add(i, recording(i, length));
        }

        assertThat(recordings.of(12)).isEmpty();
        assertThat(recordings.of(13)).contains(recording(13, length));
        assertThat(count("havip.recordings.lost")).isEqualTo(12);
    }
}
