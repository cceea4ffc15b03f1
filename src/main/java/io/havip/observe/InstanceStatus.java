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
 * @param role where it is in the protocol
 * @param activePeer the Active that a Backup follows
 * @param changedAtEpochMillis the wall-clock time of the last transition; 0 before the first
 * @param boundAddresses the virtual addresses that are bound here
 * @param faults what keeps the router in FAULT, or would if it were not the last resort: the thing's name and what is wrong
 *     with it
 * @param heldBack why it does not preempt now, though it might: it has lost the role to the same tracker too often
 * @param findings what is wrong between the router and its peers
 * @param since when that began
 */
public record InstanceStatus(
        Role role,
        Optional<Peer> activePeer,
        long changedAtEpochMillis,
        List<InetAddress> boundAddresses,
        Map<String, String> faults,
        Optional<String> heldBack,
        List<Finding> findings,
        Since since) {

    /**
     * What a virtual router is to others.
     *
     * @param lastResort whether it is Active in spite of its faults, because nobody else serves
     * @param priority the effective priority, 1..255
     * @param activeDownIntervalNanos how long the Active may be silent before it is taken for gone
     */
    public record Role(State state, boolean lastResort, int priority, long activeDownIntervalNanos) {}

    public InstanceStatus {
        boundAddresses = List.copyOf(boundAddresses);
        faults = Map.copyOf(faults);
        findings = List.copyOf(findings);
    }

    /** Whether nothing keeps it from holding its addresses: Active or Backup, and not the last resort. */
    public boolean ready() {
        return (role.state() == State.ACTIVE || role.state() == State.BACKUP) && !role.lastResort();
    }

    /** Before the start. */
    public static InstanceStatus initial(int priority, long activeDownIntervalNanos) {
        return new InstanceStatus(
                new Role(State.INITIALIZE, false, priority, activeDownIntervalNanos),
                Optional.empty(),
                0,
                List.of(),
                Map.of(),
                Optional.empty(),
                List.of(),
                Since.NOTHING);
    }

    /**
     * What never changes in a virtual router: the labels of its metrics.
     *
     * @param instance the VRRP instance's name
     * @param vrid 1..255
     * @param announcementDelayNanos until the second round of announcements
     * @param destinations where advertisements are sent to: the group, or each unicast peer
     * @param addresses the virtual addresses
     */
    public record Identity(
            String instance,
            int vrid,
            String interfaceName,
            Family family,
            int configuredPriority,
            long announcementDelayNanos,
            List<InetAddress> destinations,
            List<Address> addresses) {
        public Identity {
            destinations = List.copyOf(destinations);
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
