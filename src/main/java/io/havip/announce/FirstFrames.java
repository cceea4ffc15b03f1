package io.havip.announce;

import io.havip.announce.Announcement.BoundAddress;
import io.havip.linux.ErrnoException;
import io.havip.linux.FrameSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends the first frames of each address on the loop's own thread, right behind the addresses: no other thread has to wake up for
 * them. It tries once; what is refused, and what has to keep a distance, is left.
 */
public final class FirstFrames {
    private final FrameSocket socket;
    private final AnnouncementPace pace;

    /** For addresses that need not keep a distance. */
    public FirstFrames(FrameSocket socket) {
        this(socket, new AnnouncementPace());
    }

    /** @param pace asked who has to keep a distance */
    FirstFrames(FrameSocket socket, AnnouncementPace pace) {
        this.socket = socket;
        this.pace = pace;
    }

    /**
     * @param patient whether those wait that have to keep a distance
     * @return which of the addresses are left, by their place in the announcement
     */
    public List<Integer> send(Announcement announcement, boolean patient, Announcements.Listener listener) {
        var left = new ArrayList<Integer>();
        for (int i = 0; i < announcement.addresses().size(); i++) {
            if (i > 0) {
                listener.between();
            }
            var bound = announcement.addresses().get(i);
            boolean waits = patient && !pace.free(bound, announcement.settings());
            if (waits || bound.frames().isEmpty() || !send(bound, listener)) {
                left.add(i);
            }
        }
        return left;
    }

    private boolean send(BoundAddress bound, Announcements.Listener listener) {
        try {
            for (byte[] frame : bound.frames()) {
                socket.send(bound.interfaceIndex(), frame);
                listener.sent(bound.interfaceName(), bound.neighbour());
            }
            return true;
        } catch (ErrnoException refused) {
            listener.failed(bound.interfaceName(), String.valueOf(refused.getMessage()));
            return false;
        }
    }
}
