package io.havip.programs;

import java.util.List;

/**
 * A check script (keepalived's {@code vrrp_script}): exit status 0 is success.
 *
 * @param name the name that {@code track_script} uses
 * @param command the program and its arguments; never run through a shell
 * @param intervalNanos between starts (keepalived's default 1 s)
 * @param timeoutNanos after which a run is killed and counts as failed (default: the interval)
 * @param rise successes in a row until healthy, at least 1
 * @param fall failures in a row until unhealthy, at least 1
 * @param initiallyFailed whether it counts as failed until it has succeeded {@code rise} times (keepalived's
 *     {@code init_fail}); otherwise its first result decides
 * @param user the user to run as; empty for the agent's own
 */
public record ScriptSettings(
        String name,
        List<String> command,
        long intervalNanos,
        long timeoutNanos,
        int rise,
        int fall,
        boolean initiallyFailed,
        String user) {
    public ScriptSettings {
        command = List.copyOf(command);
    }
}
