package io.havip.console;

/** The last time that a changed configuration was to be taken up. */
public record LastReload(Outcome outcome, long atEpochMillis) {}
