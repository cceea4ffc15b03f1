package io.havip.console;

/**
 * What came of something that was asked for.
 *
 * @param message for whoever asked: what was done or found, or everything that is wrong
 */
public record Outcome(boolean success, String message) {}
