package io.havip.programs;

import java.util.List;
import java.util.Optional;

/**
 * Programs of the operator's beside those of instances and groups.
 *
 * @param startup run to its end before anything starts
 * @param shutdown run to its end after everything has ended
 * @param fifos FIFOs for state changes, each with its reader
 */
public record ProgramSettings(Optional<Limited> startup, Optional<Limited> shutdown, List<NotifyFifoSettings> fifos) {
    public static final ProgramSettings NONE = new ProgramSettings(Optional.empty(), Optional.empty(), List.of());

    public ProgramSettings {
        fifos = List.copyOf(fifos);
    }

    /** @param seconds after which it is killed, 1..1000 */
    public record Limited(NotifyScript script, int seconds) {}
}
