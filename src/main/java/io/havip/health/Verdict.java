package io.havip.health;

/**
 * What a tracker says of the thing it tracks.
 *
 * @param tracker the tracker's name
 * @param healthy whether the thing works
 * @param reason one short sentence for people, e.g. "process 4711 exited"
 * @param seenAtNanos when the tracker first saw the evidence, on {@link System#nanoTime()}'s clock: the start of the
 *     detection phase
 */
public record Verdict(String tracker, boolean healthy, String reason, long seenAtNanos) {}
