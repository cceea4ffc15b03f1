/**
 * What operators see: the metrics (what is measured in {@code *Meters}, each one's name in {@code *Metrics}) and the
 * journal of transitions.
 */
@NullMarked
package io.havip.observe;

import org.jspecify.annotations.NullMarked;
