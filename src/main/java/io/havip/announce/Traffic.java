package io.havip.announce;

import java.net.InetAddress;
import java.util.List;

/** Sees whether the network has followed: when traffic arrives. Every call returns at once; callable from any thread. */
public interface Traffic {
    /**
     * The instance has become Active.
     *
     * @param decidedAtNanos on the monotonic clock: what came before does not count
     */
    void taken(String instance, long decidedAtNanos, Listener listener);

    /** It no longer is. */
    void released(String instance);

    /** The addresses of an Active that have got nothing for too long since it took over, although they used to; of seconds ago. */
    List<InetAddress> missed(String instance);

    /** Is told of one takeover. */
    @FunctionalInterface
    interface Listener {
        /**
         * The first frame has come since then, for whichever of the addresses. Called once at most, on another thread.
         *
         * @param atNanos when the kernel took it in, on the monotonic clock
         */
        void arrived(InetAddress address, long atNanos);
    }
}
