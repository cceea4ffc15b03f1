/**
 * The thread that makes the protocol happen: it owns every virtual router, waits for packets, kernel notifications, process
 * exits, mail and the one next deadline, and carries out what the routers ask for.
 *
 * <p>The loop never blocks, never logs and never does HTTP. Others talk to it through its mailbox, in immutable messages.
 */
@NullMarked
package io.havip.gateway.loop;

import org.jspecify.annotations.NullMarked;
