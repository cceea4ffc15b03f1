package io.havip.gateway.host;

import io.havip.announce.Announcements;
import io.havip.announce.Traffic;
import io.havip.cloud.Ownership;
import io.havip.linux.AdvertisementSocket;
import io.havip.linux.Clock;
import io.havip.linux.ErrnoException;
import io.havip.linux.KernelNetwork;
import io.havip.linux.NetlinkEvent;
import io.havip.observe.journal.Reporter;
import io.havip.programs.Notifier;
import io.havip.vrrp.Family;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The world as the loop sees it: the time, the kernel, the network and those who are told. The loop, and what it owns, needs
 * nothing else of it, and so runs on a simulated one as well. All of it is for the loop's thread, except {@link #wake} and the
 * clock. Nothing but {@link #await} waits.
 */
public interface Host extends Clock {
    /**
     * Waits until a datagram, a notification or a call of {@link #wake} has come, or the time.
     *
     * @param deadlineNanos on this host's clock; one that has passed ends the wait at once, {@link Long#MAX_VALUE} never does
     * @param punctually whether what it takes to wake up, and to be as quick as before a pause, is to be done ahead of the deadline,
     *     though that takes the processor some milliseconds
     */
    void await(long deadlineNanos, boolean punctually);

    /** Sees what has come by now: what a wait has not told of, because it came after that, or for want of room. */
    void look();

    /** Ends the wait that goes on, or else the next one. Callable from any thread. */
    void wake();

    /** Hands over what the kernel has told since the last call, in its order. */
    void notifications(Consumer<NetlinkEvent> reader);

    KernelNetwork network();

    /**
     * Opens what all virtual routers of a family on an interface send and hear by; a datagram that comes ends the wait.
     *
     * @throws ErrnoException e.g. with {@link io.havip.linux.Errno#ENODEV} when the interface has gone
     */
    AdvertisementSocket listen(Family family, int interfaceIndex);

    /** Opens what sends alone, from an address of another interface too. Throws as {@link #listen}. */
    AdvertisementSocket sender(Family family, int interfaceIndex);

    /**
     * Takes a name that one process of this host can have at a time; until that is gone.
     *
     * @return what gives it back; empty where another one has it
     */
    Optional<Runnable> claim(String name);

    Announcements announcements();

    Traffic traffic();

    /** Without a cloud, nobody's. */
    default Ownership ownership() {
        return Ownership.NONE;
    }

    Notifier notifier();

    Reporter reporter();
}
