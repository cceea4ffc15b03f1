/**
 * The kernel: the only users of native calls, each on its caller's thread, and {@link io.havip.linux.Workers}, the supervised
 * threads of everybody. Typed wrappers around the JDK's foreign function API (epoll, timerfd, eventfd, pidfd, raw IP sockets,
 * rtnetlink, scheduling), and link-layer frames through libpcap.
 *
 * <p>Threads of their own have only frame capture, the reaper of orphans, and a program's start with more rights than ours.
 * Every wrapper owns one descriptor and is used by one thread, unless its documentation says otherwise. A failed call throws
 * {@link io.havip.linux.ErrnoException}.
 */
@NullMarked
package io.havip.linux;

import org.jspecify.annotations.NullMarked;
