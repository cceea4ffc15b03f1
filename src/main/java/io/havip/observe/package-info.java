/**
 * What operators see: the metrics (what is measured in {@code *Meters}, on whatever thread, each one's name in {@code *Metrics})
 * and the journal of transitions, which writes on a thread of its own.
 */
@NullMarked
package io.havip.observe;

import org.jspecify.annotations.NullMarked;
