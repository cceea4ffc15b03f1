/**
 * The operator's programs: check scripts, notify scripts, FIFOs and their readers, what runs at startup and shutdown. None of
 * them is run on the loop's thread: each check script, each subject of notify scripts and each FIFO has a thread of its own.
 */
@NullMarked
package io.havip.programs;

import org.jspecify.annotations.NullMarked;
