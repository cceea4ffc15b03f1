/**
 * The command line: {@code run} and {@code check}. Quarkus is started by {@code run} alone, and only with a valid
 * configuration.
 */
@NullMarked
package io.havip.cli;

import org.jspecify.annotations.NullMarked;
