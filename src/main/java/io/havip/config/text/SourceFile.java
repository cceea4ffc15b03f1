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

    /** The text, unless a problem was reported: what is not UTF-8 is one. */
    public static Optional<Source> read(Path file, Problems problems) {
        return read(file, SourceFile::refuseOthers, problems);
    }

    /** The text, which is ISO 8859-1 where it is not UTF-8: to keepalived bytes are bytes. */
    public static Optional<Source> readBytes(Path file, Problems problems) {
        return read(file, SourceFile::latin, problems);
    }

    private interface Fallback {
        Optional<Source> decode(Path file, byte[] bytes, String beginning, Problems problems);
    }

    private static Optional<Source> read(Path file, Fallback fallback, Problems problems) {
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
                    : decode(file, bytes, fallback, problems);
        } catch (NoSuchFileException e) {
            return refuse(file, "does not exist", "name an existing file", problems);
        } catch (AccessDeniedException e) {
            return refuse(file, "may not be read", "give the user that runs the agent the right to read it", problems);
        } catch (IOException e) {
            return refuse(file, "can't be read: " + e.getMessage(), "name a readable file", problems);
        }
    }

    private static Optional<Source> decode(Path file, byte[] bytes, Fallback fallback, Problems problems) {
        var input = ByteBuffer.wrap(bytes);
        var output = CharBuffer.allocate(bytes.length);
        var result = StandardCharsets.UTF_8.newDecoder().decode(input, output, true);
        String text = output.flip().toString();
        if (result.isError() || input.hasRemaining()) {
            return fallback.decode(file, bytes, text, problems);
        }
        return Optional.of(new Source(file.toString(), text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text));
    }

    private static Optional<Source> refuseOthers(Path file, byte[] bytes, String beginning, Problems problems) {
        var source = new Source(file.toString(), beginning);
        return problems.refuse(source.placeAt(beginning.length()), "not UTF-8 from here on", "save the file in UTF-8");
    }

    private static Optional<Source> latin(Path file, byte[] bytes, String beginning, Problems problems) {
        var source = new Source(file.toString(), new String(bytes, StandardCharsets.ISO_8859_1));
        problems.notice(source.placeAt(beginning.length()), "not UTF-8 from here on: read as ISO 8859-1");
        return Optional.of(source);
    }

    private static Optional<Source> refuse(Path file, String message, String mend, Problems problems) {
        return problems.refuse(new Source(file.toString(), "").whole(), "the file " + message, mend);
    }
}
