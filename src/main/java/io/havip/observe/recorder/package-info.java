/**
 * The flight recorder: the last packets of each virtual router, captured on threads of their own, and at a transition written as a
 * capture file beside the journal's entry, on another one.
 */
@NullMarked
package io.havip.observe.recorder;

import org.jspecify.annotations.NullMarked;
