/** The command line: {@code run}, {@code check}. */
@NullMarked
package io.havip.cli;

import org.jspecify.annotations.NullMarked;
