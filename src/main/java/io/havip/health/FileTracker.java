package io.havip.health;

import static java.util.Objects.requireNonNull;

import io.havip.linux.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Reads the number in a file. As in keepalived, a file that is missing or holds no number counts as 0, and 0 is healthy.
 */
public final class FileTracker extends PeriodicTracker {
    /** More than a number needs. */
    private static final int LENGTH_MAX = 32;

    private final FileSettings settings;
    private boolean initialized;

    /** @throws UncheckedIOException if the file can't be initialized */
    public FileTracker(FileSettings settings, Workers workers) {
        super(settings.tracker(), workers);
        this.settings = settings;
        if (settings.initial().isPresent() && !writable(settings.path())) {
            throw new UncheckedIOException(
                    "tracked file " + settings.path() + " can't be written",
                    new AccessDeniedException(settings.path().toString()));
        }
    }

    private static boolean writable(Path file) {
        return Files.isWritable(
                Files.exists(file) ? file : requireNonNull(file.toAbsolutePath().getParent()));
    }

    private void initialize(FileSettings.Initial initial) {
        try {
            if (initial.overwrite() || !Files.exists(settings.path())) {
                Files.writeString(settings.path(), initial.value() + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("tracked file " + settings.path() + " can't be written", e);
        }
    }

    @Override
    Verdict look(long nowNanos) {
        // Not before it is followed: a reload may still be refused, and somebody else reads the file.
        if (!initialized) {
            settings.initial().ifPresent(this::initialize);
            initialized = true;
        }
        var read = number();
        int value = read.orElse(0);
        var reason = read.isPresent() ? " says " + value : " holds no number: counts as 0";
        return new Verdict(name(), value == 0, OptionalInt.of(value), settings.path() + reason, nowNanos);
    }

    private OptionalInt number() {
        // A FIFO would keep the tracker waiting for somebody who writes.
        if (!Files.isRegularFile(settings.path())) {
            return OptionalInt.empty();
        }
        try (var input = Files.newInputStream(settings.path())) {
            String text = new String(input.readNBytes(LENGTH_MAX), StandardCharsets.US_ASCII);
            return OptionalInt.of(
                    Integer.parseInt(text.lines().findFirst().orElse("").strip()));
        } catch (IOException | NumberFormatException noNumber) {
            return OptionalInt.empty();
        }
    }
}
