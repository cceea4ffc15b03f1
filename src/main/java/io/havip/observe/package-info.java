/**
 * What operators see: the metrics (what is measured in {@code *Meters}, on whatever thread, each one's name in {@code *Metrics}), and
 * in a room of its own the journal.
 */
@NullMarked
package io.havip.observe;

import org.jspecify.annotations.NullMarked;
