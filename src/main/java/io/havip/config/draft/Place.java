package io.havip.config.draft;

/**
 * Where something is written.
 *
 * @param line from 1
 * @param column from 1
 * @param option the option's path, e.g. {@code instances[0].vrid}; empty where there is none
 */
public record Place(int line, int column, String option) {}
