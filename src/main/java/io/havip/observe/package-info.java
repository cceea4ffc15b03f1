/**
 * What operators see: the metrics (every metric name of the product stands in {@link io.havip.observe.Meters}) and the
 * journal of transitions.
 */
@NullMarked
package io.havip.observe;

import org.jspecify.annotations.NullMarked;
