package io.havip.console;

import io.havip.console.ReloadEndpoint.Outcome;

/** The last time that a changed configuration was to be taken up. */
public record LastReload(Outcome outcome, long atEpochMillis) {}
