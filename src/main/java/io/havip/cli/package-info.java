/**
 * The command line: {@code run}, {@code check} and {@code health}. Quarkus is started by {@code run} alone, and only with a valid
 * configuration.
 */
@NullMarked
package io.havip.cli;

import org.jspecify.annotations.NullMarked;
