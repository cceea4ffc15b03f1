/**
 * What a configuration means, computed on the thread of whoever asks: what a node does, how the nodes elect, what each failure
 * leads to, and what does not fit together. It comes of configurations alone; nothing is asked of the machine or of a running
 * gateway.
 *
 * <p>{@link io.havip.insight.NodeExplanation} tells of one node. {@link io.havip.insight.ClusterExplanation} tells of
 * several: {@link io.havip.insight.Mismatch} is what does not fit together, {@link io.havip.insight.Election} who becomes
 * active when.
 */
@NullMarked
package io.havip.insight;

import org.jspecify.annotations.NullMarked;
