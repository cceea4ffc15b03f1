package io.havip.gateway.settings;

/**
 * How long a change of an interface has to last before it counts, so that one that bounces moves nothing (keepalived's
 * {@code interface_up_down_delays}).
 *
 * @param interfaceName its name
 * @param downNanos until it counts as down; 0 for at once
 * @param upNanos until it counts as up; 0 for at once
 */
public record InterfaceDelays(String interfaceName, long downNanos, long upNanos) {}
