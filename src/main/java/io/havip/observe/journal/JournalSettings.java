package io.havip.observe.journal;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the journal is kept.
 *
 * @param directory its files' folder, made where the one that it is in is there; empty: in memory alone
 * @param named whether the operator has asked for another folder than usual, and so has to hear that it can't be used
 * @param bytesMax of all entries' files together, and of all those with packets as well
 * @param passwords whether those of version 2 stand in the packets that are recorded
 */
public record JournalSettings(Optional<Path> directory, boolean named, long bytesMax, boolean passwords) {
    /** In memory alone. */
    public static final JournalSettings MEMORY = new JournalSettings(Optional.empty(), false, 0, false);
}
