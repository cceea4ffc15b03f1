package io.havip.vrrp;

import java.net.InetAddress;
import java.util.List;

/**
 * What the protocol needs to know of a virtual router.
 *
 * @param version the version spoken and expected
 * @param vrid 1..255
 * @param priority the configured priority: 1..254, or 255 for the owner of the addresses
 * @param advertisementIntervalNanos between own advertisements; version 3: 10 ms..40.95 s in steps of 10 ms, version 2:
 *     1..255 s in whole seconds
 * @param preempt whether a lower-priority Active is replaced (an owner always does)
 * @param preemptDelayNanos how long a lower-priority Active is tolerated after start, or after it was first heard
 *     (keepalived's {@code preempt_delay}); 0 for not at all
 * @param fastRelease whether a heard release (priority 0) is followed by an immediate takeover, without the skew time
 *     that lets several backups sort themselves out: right where exactly one other router can take over
 * @param addresses the virtual addresses to advertise, all of one family, at least one; with IPv6 the link-local first
 */
public record VirtualRouterSettings(
        Version version,
        int vrid,
        int priority,
        long advertisementIntervalNanos,
        boolean preempt,
        long preemptDelayNanos,
        boolean fastRelease,
        List<InetAddress> addresses) {

    /** The priority of the router that owns the virtual addresses as its own (RFC 9568 section 5.2.4). */
    public static final int OWNER_PRIORITY = 255;

    public VirtualRouterSettings {
        addresses = List.copyOf(addresses);
        if (vrid < 1 || vrid > 255) {
            throw new IllegalArgumentException("VRID " + vrid + " is not in 1..255");
        }
        if (priority < 1 || priority > OWNER_PRIORITY) {
            throw new IllegalArgumentException("priority " + priority + " is not in 1..255");
        }
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("a virtual router needs an address");
        }
    }

    public boolean owner() {
        return priority == OWNER_PRIORITY;
    }

    public Family family() {
        return Family.of(addresses.getFirst());
    }

    /** {@link Version#activeDownIntervalNanos} of this router on its own: configured priority and interval. */
    public long activeDownIntervalNanos() {
        return version.activeDownIntervalNanos(priority, advertisementIntervalNanos);
    }
}
