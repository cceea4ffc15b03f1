package io.havip.observe.journal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Reads a journal's directory, whoever writes there meanwhile, or did until it was killed. */
public final class JournalFiles {
    private static final String PREFIX = "journal-";
    private static final String SUFFIX = ".jsonl";

    private JournalFiles() {}

    /**
     * The last entries, the oldest first.
     *
     * @throws IOException if there is no such directory, or it may not be read
     */
    public static Reading last(Path directory, int count) throws IOException {
        var last = new ArrayDeque<Line>();
        int unreadable = read(directory, Long.MAX_VALUE, line -> keep(line, last, count));
        return Reading.of(List.copyOf(last), unreadable);
    }

    /** Those among the last so many bytes, of whichever version: their numbers are taken. */
    static List<Line> within(Path directory, long bytes) throws IOException {
        var lines = new ArrayList<Line>();
        int _ = read(directory, bytes, lines::add);
        return lines;
    }

    /** Returns how many lines were no entries. */
    private static int read(Path directory, long bytes, Consumer<Line> lines) throws IOException {
        var parts = new ArrayList<Part>();
        long left = bytes;
        for (var file : segments(directory).reversed()) {
            long size = size(file);
            parts.addFirst(new Part(file, Math.max(0, size - left)));
            left -= size;
            if (left <= 0) {
                break;
            }
        }
        int unreadable = 0;
        for (var part : parts) {
            unreadable += part.read(lines);
        }
        return unreadable;
    }

    /** The oldest may go at any time. */
    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }

    private static void keep(Line line, Deque<Line> last, int count) {
        last.add(line);
        if (last.size() > count) {
            last.remove();
        }
    }

    /** Its files, the oldest first. */
    static List<Path> segments(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches(PREFIX + "\\d{19}\\" + SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    /** The file whose first entry has this number. */
    static Path segment(Path directory, long sequence) {
        return directory.resolve("%s%019d%s".formatted(PREFIX, sequence, SUFFIX));
    }

    /** The end of a file, from a byte on that may be within a line. */
    record Part(Path file, long from) {
        /** Returns how many lines were no entries. */
        int read(Consumer<Line> lines) throws IOException {
            try (var channel = FileChannel.open(file)) {
                channel.position(from);
                var in = new BufferedInputStream(Channels.newInputStream(channel));
                if (from > 0) {
                    skipLine(in);
                }
                return readLines(in, lines);
            } catch (NoSuchFileException gone) {
                return 0;
            }
        }

        private static void skipLine(InputStream in) throws IOException {
            int character;
            do {
                character = in.read();
            } while (character >= 0 && character != '\n');
        }

        private static int readLines(InputStream in, Consumer<Line> lines) throws IOException {
            var text = new ByteArrayOutputStream();
            int unreadable = 0;
            for (int character = in.read(); character >= 0; character = in.read()) {
                if (character != '\n') {
                    if (text.size() <= Line.LENGTH_MAX) {
                        text.write(character);
                    }
                    continue;
                }
                var line = text.size() > Line.LENGTH_MAX ? null : Line.read(text.toString(StandardCharsets.UTF_8));
                if (line != null && line.isPresent()) {
                    lines.accept(line.get());
                } else {
                    unreadable++;
                }
                text.reset();
            }
            // Without its end it was torn, whatever it says.
            return text.size() > 0 ? unreadable + 1 : unreadable;
        }
    }
}
