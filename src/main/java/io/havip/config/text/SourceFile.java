package io.havip.config.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the text of configuration files. */
public final class SourceFile {
    /** Bytes. */
    public static final int SIZE_MAX = 1 << 20;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private SourceFile() {}

    /** The text, unless a problem was reported. */
    public static Optional<Source> read(Path file, Problems problems) {
        if (Files.isDirectory(file)) {
            return refuse(file, "is a directory", "name the configuration file", problems);
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return refuse(
                    file,
                    "is a FIFO, a device or a socket, which may keep its reader waiting for ever",
                    "name a regular file",
                    problems);
        }
        try (var input = Files.newInputStream(file)) {
            byte[] bytes = input.readNBytes(SIZE_MAX + 1);
            return bytes.length > SIZE_MAX
                    ? refuse(file, "is larger than 1 MiB", "name the configuration file", problems)
                    : decode(file, bytes, problems);
        } catch (NoSuchFileException e) {
            return refuse(file, "does not exist", "name an existing file", problems);
        } catch (AccessDeniedException e) {
            return refuse(file, "may not be read", "give the user that runs the agent the right to read it", problems);
        } catch (IOException e) {
            return refuse(file, "can't be read: " + e.getMessage(), "name a readable file", problems);
        }
    }

    private static Optional<Source> decode(Path file, byte[] bytes, Problems problems) {
        var input = ByteBuffer.wrap(bytes);
        var output = CharBuffer.allocate(bytes.length);
        var result = StandardCharsets.UTF_8.newDecoder().decode(input, output, true);
        String text = output.flip().toString();
        if (result.isError() || input.hasRemaining()) {
            var source = new Source(file.toString(), text);
            problems.error(source.placeAt(text.length()), "not UTF-8 from here on", "save the file in UTF-8");
            return Optional.empty();
        }
        return Optional.of(new Source(file.toString(), text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text));
    }

    private static Optional<Source> refuse(Path file, String message, String mend, Problems problems) {
        problems.error(new Source(file.toString(), "").whole(), "the file " + message, mend);
        return Optional.empty();
    }
}
