package io.havip.cli;

import io.havip.explain.Side;
import io.havip.linux.FileTrouble;
import io.havip.observe.journal.JournalFiles;
import io.havip.observe.journal.Line;
import io.havip.observe.recorder.RecordingFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A journal's directory: entries, and the packets that were recorded beside them.
 *
 * @param say told of what is there and can't be read
 */
record JournalFolder(Path path, Consumer<String> say) {
    /** More than a journal of the usual size has. */
    private static final int ENTRIES_MAX = 20_000;

    /** @throws IOException where there is none, with the reason for people */
    List<Line> entries() throws IOException {
        try {
            var reading = JournalFiles.last(path, ENTRIES_MAX);
            reading.leftOut().forEach(what -> say.accept(path + ": " + what));
            if (reading.lines().isEmpty()) {
                throw new IOException("there are no entries in " + path);
            }
            return reading.lines();
        } catch (IOException e) {
            throw e.getClass() == IOException.class
                    ? e
                    : new IOException("there is no journal that can be read: " + FileTrouble.text(e), e);
        }
    }

    /** Those of the transition with that number. */
    Optional<byte[]> packets(long number) {
        try {
            return SoundRecording.of(
                    RecordingFiles.read(path, number),
                    number,
                    RecordingFiles.file(path, number).toString(),
                    say);
        } catch (IOException e) {
            say.accept("packets can't be read: " + FileTrouble.text(e));
            return Optional.empty();
        }
    }

    /** @param lines its entries, or what the gateway that writes there has told */
    Side side(List<Line> lines) {
        return Side.of(Side.name(lines).orElse(path.toString()), lines, this::packets);
    }
}
