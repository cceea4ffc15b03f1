package io.havip.observe.recorder;

import io.havip.wire.CaptureReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** Recordings in a journal's directory, whoever writes there meanwhile: a file is there as a whole, or not at all. */
public final class RecordingFiles {
    private static final Pattern NAME = Pattern.compile("packets-(\\d{1,18})\\.pcapng");

    /** Larger ones are none of ours. */
    private static final long BYTES_MAX = 8 << 20;

    private RecordingFiles() {}

    /**
     * The file of a transition.
     *
     * @param number of its entry
     */
    public static Path file(Path directory, long number) {
        return directory.resolve("packets-" + number + ".pcapng");
    }

    /**
     * What is in there.
     *
     * @return empty where there is none
     * @throws IOException if it can't be read
     */
    public static Optional<byte[]> read(Path directory, long number) throws IOException {
        var file = file(directory, number);
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new IOException(file + " is no file");
            }
            if (Files.size(file) > BYTES_MAX) {
                throw new IOException(file + " is too large for a recording");
            }
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /**
     * What is wrong with a recording, wherever it was read: it is damaged, or of another transition.
     *
     * @param number the transition's; empty for any
     * @return empty where nothing is
     */
    public static Optional<String> flaw(byte[] recording, OptionalLong number) {
        try (var reader = new CaptureReader(new ByteArrayInputStream(recording))) {
            var frame = reader.next();
            while (frame.isPresent()) {
                frame = reader.next();
            }
            if (reader.cutOff()) {
                return Optional.of("it ends in the middle of a packet");
            }
            var told = Transcript.number(reader.comment());
            return number.isPresent() && told.isPresent() && !number.equals(told)
                    ? Optional.of("it is that of transition " + told.getAsLong())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The greatest number of one that is there.
     *
     * @throws IOException if there is no such directory, or it may not be read
     */
    public static OptionalLong last(Path directory) throws IOException {
        return numbers(directory).max();
    }

    static LongStream numbers(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return LongStream.of(
                    files.map(file -> NAME.matcher(file.getFileName().toString()))
                            .filter(Matcher::matches)
                            .mapToLong(name -> Long.parseLong(name.group(1)))
                            .toArray());
        }
    }
}
