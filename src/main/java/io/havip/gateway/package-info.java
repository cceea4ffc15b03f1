/**
 * The loop that makes the protocol happen: one thread owns every virtual router, waits in epoll for packets, kernel
 * notifications, process exits, mail and the one next deadline, and carries out what the routers ask for.
 *
 * <p>The loop never blocks, never logs and never does HTTP. Others talk to it through its mailbox, in immutable messages.
 */
@NullMarked
package io.havip.gateway;

import org.jspecify.annotations.NullMarked;
