/**
 * The operator's programs, none of them on the loop's thread: check scripts, notify scripts, FIFOs and their readers, what runs at
 * startup and shutdown. Each check script, each subject of notify scripts and each FIFO has a thread of its own.
 */
@NullMarked
package io.havip.programs;

import org.jspecify.annotations.NullMarked;
