package io.havip.audit;

import java.net.InetAddress;
import java.util.OptionalLong;

/**
 * How a router came to be active after another one, or after itself.
 *
 * @param from who was active before
 * @param evidence its last advertisement before, or its release
 * @param boundNanos after which the state machine would have taken over, from the evidence on; empty where nothing bounds it
 */
public record Takeover(Cause cause, InetAddress from, PacketRef evidence, OptionalLong boundNanos) {

    /** Why. */
    public enum Cause {
        /** The former one was not heard for the successor's Active_Down_Interval. */
        SILENCE,
        /** The former one released the role with priority 0; the successor waits its Skew_Time. */
        RELEASE,
        /** The former one goes on, and is worse. */
        PREEMPTION,
        /** A better one has become active a moment before: neither could have heard the other. */
        CROSSING,
        /** The former one goes on, is better, and has not been silent for long enough. */
        EARLY,
        /** It was active itself before: nobody has taken over meanwhile. */
        RETURN
    }
}
