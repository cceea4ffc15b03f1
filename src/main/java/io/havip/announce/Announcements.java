package io.havip.announce;

import io.havip.wire.MacAddress;
import java.util.Map;

/** Has the network told who owns an address. Every call returns at once; callable from any thread. */
public interface Announcements {
    /** Opens the interface ahead of time: the first frame on it then needs no set-up, which takes milliseconds. */
    void prepare(String interfaceName);

    /**
     * Begins a schedule, in place of any earlier one of the same instance.
     *
     * @param macs the hardware address of every interface that the announcement names
     * @param announced called once, on whatever thread: when every address has been announced, or the schedule has ended
     *     before that
     */
    void start(Announcement announcement, Map<String, MacAddress> macs, Runnable announced);

    /** Ends the instance's schedule. */
    void stop(String instance);
}
