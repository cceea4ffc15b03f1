package io.havip.observe.recorder;

import io.havip.observe.TransitionReport;

/**
 * A transition as the journal has told it.
 *
 * @param sequence the entry's number
 * @param node the node's name
 */
record RecordedMove(long sequence, String node, TransitionReport report) {}
