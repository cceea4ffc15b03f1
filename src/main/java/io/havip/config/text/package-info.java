/**
 * Words of configurations with the places where they stand, the values that they spell, and what is wrong with them: all of it
 * the reading thread's own.
 */
@NullMarked
package io.havip.config.text;

import org.jspecify.annotations.NullMarked;
