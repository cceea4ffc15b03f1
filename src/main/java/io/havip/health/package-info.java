/**
 * What trackers say, and what that makes of a priority: rise and fall, weights.
 *
 * <p>The arithmetic is pure; trackers run on threads of their own and report {@link io.havip.health.Verdict}s, which the
 * gateway's loop takes in through its mailbox.
 */
@NullMarked
package io.havip.health;

import org.jspecify.annotations.NullMarked;
