package io.havip.observe;

import io.havip.vrrp.Family;
import io.havip.vrrp.Peer;
import io.havip.vrrp.State;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A virtual router at one moment, as the loop publishes it after every change.
 *
 * @param state where it is
 * @param lastResort whether it is Active in spite of its faults, because nobody else serves
 * @param priority the effective priority, 1..255
 * @param activeDownIntervalNanos how long the Active may be silent before it is taken for gone
 * @param changedAtEpochMillis the wall-clock time of the last transition; 0 before the first
 * @param activePeer the Active that a Backup follows
 * @param boundAddresses the virtual addresses that are bound here
 * @param faults what keeps the router in FAULT, or would if it were not the last resort: the thing's name and what is wrong
 *     with it
 * @param heldBack why it does not preempt now, though it might: it has lost the role to the same tracker too often
 * @param findings what is wrong between the router and its peers
 */
public record InstanceStatus(
        State state,
        boolean lastResort,
        int priority,
        long activeDownIntervalNanos,
        long changedAtEpochMillis,
        Optional<Peer> activePeer,
        List<InetAddress> boundAddresses,
        Map<String, String> faults,
        Optional<String> heldBack,
        List<Finding> findings) {

    public InstanceStatus {
        boundAddresses = List.copyOf(boundAddresses);
        faults = Map.copyOf(faults);
        findings = List.copyOf(findings);
    }

    /** Whether nothing keeps it from holding its addresses: Active or Backup, and not the last resort. */
    public boolean ready() {
        return (state == State.ACTIVE || state == State.BACKUP) && !lastResort;
    }

    /** Before the start. */
    public static InstanceStatus initial(int priority, long activeDownIntervalNanos) {
        return new InstanceStatus(
                State.INITIALIZE,
                false,
                priority,
                activeDownIntervalNanos,
                0,
                Optional.empty(),
                List.of(),
                Map.of(),
                Optional.empty(),
                List.of());
    }

    /**
     * What never changes in a virtual router: the labels of its metrics.
     *
     * @param instance the VRRP instance's name
     * @param vrid 1..255
     * @param announcementDelayNanos until the second round of announcements
     * @param addresses the virtual addresses
     */
    public record Identity(
            String instance,
            int vrid,
            String interfaceName,
            Family family,
            int configuredPriority,
            long announcementDelayNanos,
            List<Address> addresses) {
        public Identity {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * A virtual address.
     *
     * @param interfaceName what it is bound to
     * @param advertised whether advertisements list it
     */
    public record Address(InetAddress address, int prefixLength, String interfaceName, boolean advertised) {
        /** The address, and the prefix length unless it is that of a single host. */
        public String text() {
            boolean host = prefixLength == address.getAddress().length * Byte.SIZE;
            return IpAddress.text(address) + (host ? "" : "/" + prefixLength);
        }
    }
}
