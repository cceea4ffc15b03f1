package io.havip.config.options;

import io.havip.observe.journal.JournalSettings;
import java.nio.file.Path;
import java.util.Optional;

/** What is kept of what has happened. */
public final class JournalOptions {
    private static final long BYTES_MIN = 100_000;
    private static final long BYTES_MAX = 1_000_000_000;

    /** Of the service, as it is shipped. */
    private static final Path STATE = Path.of("/var/lib/havip-gateway");

    private static final String FOLDER = "journal";

    private JournalOptions() {}

    public static final Option<Path> DIRECTORY = Option.of(
                    "directory",
                    Type.path(),
                    "The folder of the journal's files. What it is in has to be there. Where it can't be written the journal"
                            + " is kept in memory, with a warning if another was named here.")
            .otherwise(
                    "`" + STATE.resolve(FOLDER) + "`, where `" + STATE + "` is there; else in memory",
                    _ -> Optional.of(standardDirectory()))
            .variables("HAVIP_JOURNAL_DIRECTORY");
    public static final Option<Long> SIZE = Option.of(
                    "size",
                    Type.size(BYTES_MIN, BYTES_MAX),
                    "What its files take altogether: the oldest entries go. Recorded packets take as much again.")
            .standard(10_000_000L)
            .variables("HAVIP_JOURNAL_SIZE");

    public static final Option<Boolean> PASSWORDS = Option.of(
                    "passwords",
                    Type.flag(),
                    "Whether the password of version 2 (`auth_type PASS`) stands in the packets that are recorded at a transition;"
                            + " otherwise asterisks do.")
            .standard(false);

    public static final Section SECTION = Section.of("journal", DIRECTORY, SIZE, PASSWORDS);

    public static JournalSettings settings(Settings journal) {
        var directory = journal.get(DIRECTORY);
        return new JournalSettings(
                Optional.of(directory),
                !directory.equals(standardDirectory()),
                journal.get(SIZE),
                journal.get(PASSWORDS));
    }

    /** Where it is if nobody says otherwise. */
    public static Path standardDirectory() {
        return STATE.resolve(FOLDER);
    }
}
