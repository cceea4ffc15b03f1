package io.havip.config;

import io.havip.programs.NotifyFifoSettings;
import io.havip.programs.NotifyScript;
import java.util.List;
import java.util.Optional;

/**
 * Programs of the operator's beside those of instances and groups.
 *
 * @param startup run to its end before anything starts
 * @param shutdown run to its end after everything has ended
 * @param fifos FIFOs for state changes, each with its reader
 */
public record Programs(Optional<Limited> startup, Optional<Limited> shutdown, List<NotifyFifoSettings> fifos) {
    public static final Programs NONE = new Programs(Optional.empty(), Optional.empty(), List.of());

    public Programs {
        fifos = List.copyOf(fifos);
    }

    /** @param seconds after which it is killed, 1..1000 */
    public record Limited(NotifyScript script, int seconds) {}
}
