package io.havip.observe.journal;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the journal is kept.
 *
 * @param directory its files' folder, made where the one that it is in is there; empty: in memory alone
 * @param named whether the operator has asked for that folder, and so has to hear that it can't be used
 * @param bytesMax of all files together
 */
public record JournalSettings(Optional<Path> directory, boolean named, long bytesMax) {
    public static final long BYTES_STANDARD = 10_000_000L;

    /** In memory alone. */
    public static final JournalSettings MEMORY = new JournalSettings(Optional.empty(), false, BYTES_STANDARD);
}
