package io.havip.health;

import java.util.List;

/**
 * Processes that have to run (keepalived's {@code vrrp_track_process}).
 *
 * @param name the name that {@code track_process} uses
 * @param command the program, then perhaps its arguments
 * @param match what of a process is compared with the command
 * @param quorum how many have to run, at least 0
 * @param quorumMax how many may run
 * @param riseDelayNanos how long they have to run until healthy ({@code fork_delay})
 * @param fallDelayNanos how long they may be missing until unhealthy ({@code terminate_delay})
 */
public record ProcessSettings(
        String name,
        List<String> command,
        Match match,
        int quorum,
        int quorumMax,
        long riseDelayNanos,
        long fallDelayNanos) {

    /** What the names of these trackers begin with, so that a script may have the same name. */
    public static final String TRACKER_PREFIX = "process ";

    public ProcessSettings {
        command = List.copyOf(command);
    }

    /** The tracker's name. */
    public String tracker() {
        return TRACKER_PREFIX + name;
    }

    /** What of a process is compared with the command. */
    public enum Match {
        /** The process's name: of the program, without its folder, the first 15 characters. */
        NAME,
        /** The first word of the command line. */
        PROGRAM,
        /** The command line. */
        COMMAND,
        /** The command line up to as many arguments as are given ({@code param_match partial}). */
        PARTIAL,
        /** The command line, whose last given argument may be longer ({@code param_match initial}). */
        INITIAL
    }
}
