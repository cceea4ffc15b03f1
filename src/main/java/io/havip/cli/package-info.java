/**
 * The command line and, for {@code run}, the start and the end of everything: on the main thread, and on those of signals. Quarkus
 * is started by {@code run} alone, and only with a valid configuration.
 */
@NullMarked
package io.havip.cli;

import org.jspecify.annotations.NullMarked;
