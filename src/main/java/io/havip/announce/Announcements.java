package io.havip.announce;

import io.havip.linux.Link;
import java.util.Map;

/** Has the network told who owns an address. Every call returns at once; callable from any thread. */
public interface Announcements {
    /** Opens the interface ahead of time: the first frame on it then needs no set-up, which takes milliseconds. */
    void prepare(Link link);

    /**
     * Begins a schedule, in place of any earlier one of the same instance.
     *
     * @param links the interfaces that the announcement names, as they are now; what is to go out on others is not sent
     * @param listener told of it, on whatever thread
     */
    void start(Announcement announcement, Map<String, Link> links, Listener listener);

    /** Ends the instance's schedule. */
    void stop(String instance);

    /** What becomes of an announcement. */
    interface Listener {
        /** @param neighbourAdvertisement whether the frame was one, or else a gratuitous ARP */
        void sent(String interfaceName, boolean neighbourAdvertisement);

        /** A frame could not be sent. */
        void failed(String interfaceName, String reason);

        /** Called once: every address has been announced, or the schedule has ended before that, or it is kept from going on. */
        void announced();
    }
}
