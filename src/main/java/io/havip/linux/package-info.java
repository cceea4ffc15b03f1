/**
 * The kernel: the only users of native calls. Typed wrappers around the JDK's foreign function API (epoll, timerfd,
 * eventfd, pidfd, raw IP sockets, rtnetlink, scheduling), and link-layer frames through libpcap.
 *
 * <p>Nothing here starts a thread, except frame capture. Every wrapper owns one descriptor and is
 * used by one thread, unless its documentation says otherwise. A failed call throws {@link io.havip.linux.ErrnoException}.
 */
@NullMarked
package io.havip.linux;

import org.jspecify.annotations.NullMarked;
