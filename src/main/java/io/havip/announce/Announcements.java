package io.havip.announce;

import io.havip.linux.Link;
import java.util.Optional;

/** Has the network told who owns an address. Every call returns at once; for the loop's thread. */
public interface Announcements {
    /** Opens the interface ahead of time for what is repeated: to open it takes milliseconds. */
    void prepare(Link link);

    /**
     * Begins a schedule, in place of any earlier one of the same instance. The first frames of each address leave within this call,
     * unless they have to keep a distance, or are refused: then as soon as they may, as everything after them, on another thread.
     *
     * @param listener told of it, within this call or on another thread
     */
    void start(Announcement announcement, Listener listener);

    /** Ends the instance's schedule. */
    void stop(String instance);

    /** Why nothing is sent after the first frames; empty where it is. */
    Optional<String> impediment();

    /** What becomes of an announcement. */
    interface Listener {
        /** @param neighbourAdvertisement whether the frame was one, or else a gratuitous ARP */
        void sent(String interfaceName, boolean neighbourAdvertisement);

        /** Within the call of {@link #start}, the first frames of an address have left or are left, and others follow. */
        default void between() {}

        /** A frame could not be sent. */
        void failed(String interfaceName, String reason);

        /** Called once: every address has been announced, or the schedule has ended before that, or it is kept from going on. */
        void announced();
    }
}
