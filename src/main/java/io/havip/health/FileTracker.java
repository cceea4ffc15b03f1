package io.havip.health;

import io.havip.linux.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.OptionalInt;

/**
 * Reads the number in a file. As in keepalived, a file that is missing or holds no number counts as 0, and 0 is healthy.
 */
public final class FileTracker extends PeriodicTracker {
    /** More than a number needs. */
    private static final int LENGTH_MAX = 32;

    private final FileSettings settings;

    /** @throws UncheckedIOException if the file can't be initialized */
    public FileTracker(FileSettings settings, Workers workers) {
        super(settings.tracker(), workers);
        this.settings = settings;
        settings.initial().ifPresent(this::initialize);
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
        int value = value();
        return new Verdict(name(), value == 0, OptionalInt.of(value), settings.path() + " says " + value, nowNanos);
    }

    private int value() {
        // A FIFO would keep the tracker waiting for somebody who writes.
        if (!Files.isRegularFile(settings.path())) {
            return 0;
        }
        try (var input = Files.newInputStream(settings.path())) {
            String text = new String(input.readNBytes(LENGTH_MAX), StandardCharsets.US_ASCII);
            return Integer.parseInt(text.lines().findFirst().orElse("").strip());
        } catch (IOException | NumberFormatException noNumber) {
            return 0;
        }
    }
}
