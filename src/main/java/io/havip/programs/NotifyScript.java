package io.havip.programs;

import java.util.List;

/**
 * A program that is told when a virtual router changes its state (keepalived's {@code notify_master} and the like).
 *
 * @param command the program and its arguments; never run through a shell
 * @param user the user to run as; empty for the agent's own
 */
public record NotifyScript(List<String> command, String user) {
    public NotifyScript {
        command = List.copyOf(command);
    }

    /** When it is run. */
    public enum Occasion {
        ACTIVE,
        BACKUP,
        FAULT,
        STOP,
        /** The instance is no more, by a reload ({@code notify_deleted}); without it, that is a stop. */
        DELETED,
        /** An Active has heard a lower priority ({@code notify_master_rx_lower_pri}). Not followed by ANY. */
        LOWER_HEARD,
        /** At each of the others, after the one of its own, with further arguments that say which. */
        ANY
    }
}
