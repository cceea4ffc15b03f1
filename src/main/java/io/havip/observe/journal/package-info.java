/**
 * The journal: what has happened, numbered and told for good, on two threads of its own: one takes in what is reported, logs it and
 * keeps the last entries in memory; the other writes them to a bounded ring of files, in whatever time the disk takes.
 */
@NullMarked
package io.havip.observe.journal;

import org.jspecify.annotations.NullMarked;
