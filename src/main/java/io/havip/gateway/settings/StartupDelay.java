package io.havip.gateway.settings;

/**
 * For how long no instance takes part: the longer of the two counts.
 *
 * @param afterStartNanos after the agent's start ({@code vrrp_startup_delay}), 0 to 24 h
 * @param afterBootNanos after the host's ({@code vrrp_delay_after_boot}), 0 to 24 h: a later restart of the agent costs nothing
 */
public record StartupDelay(long afterStartNanos, long afterBootNanos) {
    /** @param uptimeNanos for how long the host has been running */
    public long nanos(long uptimeNanos) {
        return Math.max(afterStartNanos, afterBootNanos - uptimeNanos);
    }
}
