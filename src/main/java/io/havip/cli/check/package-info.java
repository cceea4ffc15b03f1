/**
 * What a configuration means: {@code check}. All of it is computed from configurations alone; nothing is asked of the
 * machine or of a running gateway.
 *
 * <p>{@link io.havip.cli.check.Explanation} tells of one node. {@link io.havip.cli.check.ClusterExplanation} tells of
 * several: {@link io.havip.cli.check.Mismatch} is what does not fit together, {@link io.havip.cli.check.Election} who becomes
 * active when.
 */
@NullMarked
package io.havip.cli.check;

import org.jspecify.annotations.NullMarked;
