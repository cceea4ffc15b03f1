/**
 * One validated, immutable model of what the operator wants, and the three ways to write it down: the product's own YAML,
 * {@code keepalived.conf} and environment variables; all on the thread of whoever asks. Everything wrong with a file is
 * reported at once, with line, column and mend.
 */
@NullMarked
package io.havip.config;

import org.jspecify.annotations.NullMarked;
