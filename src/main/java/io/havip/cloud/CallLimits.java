package io.havip.cloud;

/**
 * How long a call may take.
 *
 * @param connectNanos until the connection stands
 * @param callNanos until its answer is there
 * @param totalNanos until a change is done, with all that is asked about it
 */
public record CallLimits(long connectNanos, long callNanos, long totalNanos) {}
