/**
 * One move of a virtual router told in sentences, from the journals of all nodes that are at hand and the packets beside their
 * entries. Pure, on the thread of whoever asks.
 *
 * <p>A {@link io.havip.explain.Side} is a node's journal. {@link io.havip.explain.Story} finds the transitions that belong together;
 * {@link io.havip.explain.Explanation} says of each what is known, as {@link io.havip.explain.Clause}s with numbers and the evidence
 * for them; {@link io.havip.explain.Sentences} has the words. What is not known is not told. Anybody may have written a journal or
 * a capture: what can't be understood of them is left out.
 */
@NullMarked
package io.havip.explain;

import org.jspecify.annotations.NullMarked;
