package io.havip.gateway.instance;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The sequence numbers of a virtual router's HMAC trailers: the last one that was sent, and the last one of each sender that
 * was heard ({@code anti_replay}). They are kept nowhere: they come from the clock, and so grow over a restart too. Times are
 * milliseconds since the epoch; a window of seconds is empty where only the order counts.
 */
public final class AntiReplay {
    /** Only those count that have a key; more than a few are a mistake. */
    private static final int SENDERS_MAX = 32;

    private final Runnable unremembered;
    private final Map<InetAddress, Long> heard = new LinkedHashMap<>();
    private long sent;
    private boolean sentAny;

    /** @param unremembered told of each sender that was forgotten for want of room */
    public AntiReplay(Runnable unremembered) {
        this.unremembered = unremembered;
    }

    /** The sequence number of the next advertisement. */
    public long next(OptionalInt windowSeconds, long epochMillis) {
        long clock = sequenceAt(epochMillis);
        // A clock that was set back would leave us outside everybody's window; where there is none, the order has to
        // hold.
        boolean stranded = windowSeconds.isPresent() && outside(windowSeconds.getAsInt(), sent, epochMillis);
        sent = !sentAny || stranded || clock - sent > 0 ? clock : sent + 1;
        sentAny = true;
        return sent;
    }

    /** Whether the sender's clock differs too much from ours. */
    static boolean stale(long sequence, OptionalInt windowSeconds, long epochMillis) {
        return windowSeconds.isPresent() && outside(windowSeconds.getAsInt(), sequence, epochMillis);
    }

    /** Takes note of a trailer that was verified; answers false when its sender has sent as new a one before. */
    boolean admit(InetAddress source, long sequence, OptionalInt windowSeconds, long epochMillis) {
        var last = heard.get(source);
        // What is outside the window is refused for that already; a sender whose clock was set back is heard again.
        if (last != null && !stale(last, windowSeconds, epochMillis) && sequence - last <= 0) {
            return false;
        }
        heard.remove(source);
        if (heard.size() == SENDERS_MAX) {
            unremembered.run();
            heard.remove(heard.keySet().iterator().next());
        }
        heard.put(source, sequence);
        return true;
    }

    private static boolean outside(int windowSeconds, long sequence, long epochMillis) {
        int ahead = (int) (sequence >>> 32) - (int) (epochMillis / 1000);
        return Math.abs((long) ahead) > windowSeconds;
    }

    private static long sequenceAt(long epochMillis) {
        return epochMillis / 1000 << 32 | (epochMillis % 1000 << 16) / 1000 << 16;
    }
}
