package io.havip.vrrp;

import java.net.InetAddress;
import java.util.List;

/**
 * An advertisement, whatever its form on the wire.
 *
 * @param version 2 or 3
 * @param vrid 1..255
 * @param priority 0 (the Active releases its role), 1..254, 255 (owner)
 * @param intervalNanos the sender's advertisement interval
 * @param addresses the sender's virtual addresses
 */
public record Advertisement(Version version, int vrid, int priority, long intervalNanos, List<InetAddress> addresses) {

    /** The priority that says: I give up the role (RFC 9568 section 5.2.4). */
    public static final int RELEASE_PRIORITY = 0;

    /** The lowest there is, which says: I serve because nobody else does. */
    public static final int LAST_RESORT_PRIORITY = 1;

    public Advertisement {
        addresses = List.copyOf(addresses);
    }

    /** With no more than the first addresses. */
    public Advertisement first(int count) {
        return addresses.size() <= count
                ? this
                : new Advertisement(version, vrid, priority, intervalNanos, addresses.subList(0, count));
    }

    public boolean release() {
        return priority == RELEASE_PRIORITY;
    }

    /** Whether its sender serves as the last resort, or is configured, or tracked, down to the priority of one that does. */
    public boolean lastResort() {
        return priority == LAST_RESORT_PRIORITY;
    }
}
