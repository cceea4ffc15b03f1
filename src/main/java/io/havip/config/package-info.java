/**
 * One validated, immutable model of what the operator wants, and the two ways to write it down: the product's own YAML
 * and {@code keepalived.conf}. Everything wrong with a file is reported at once, with line, column and mend.
 */
@NullMarked
package io.havip.config;

import org.jspecify.annotations.NullMarked;
