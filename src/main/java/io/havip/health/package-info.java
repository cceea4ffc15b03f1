/**
 * What trackers say, each on a thread of its own, and what that makes of a priority on the loop's: rise and fall, weights.
 *
 * <p>The arithmetic is pure; trackers report {@link io.havip.health.Verdict}s, which the gateway's loop takes in through its mailbox.
 */
@NullMarked
package io.havip.health;

import org.jspecify.annotations.NullMarked;
