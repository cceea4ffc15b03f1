package io.havip.gateway.settings;

import io.havip.announce.AnnouncementSettings;
import io.havip.health.Tracking;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.wire.ChecksumForm;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One VRRP instance: a virtual router on an interface, its addresses and what it follows.
 *
 * @param name unique; the label {@code instance} of the metrics
 * @param interfaceName where advertisements are sent and heard: a name, or an address that the interface has
 * @param router the protocol's settings
 * @param transport multicast or unicast
 * @param authentication version 2 only
 * @param checksum the form sent with version 3 over IPv4; both are accepted
 * @param hopLimits accepted TTLs
 * @param checkSource whether unicast advertisements of unknown sources are discarded
 * @param addresses what moves with the role, advertised ones first, in the order of the configuration
 * @param virtualMacs the interfaces with a MAC address of their own that are made for the addresses; none unless given
 * @param accept Accept_Mode (RFC 9568 section 6.1): whether this host's programs get what is sent to the addresses, which
 *     without it are for routing only; always so with an owner
 * @param routing the routes and rules that move with the role
 * @param announcements gratuitous ARP and neighbour advertisements
 * @param tracksInterface whether a failure of the instance's own interface means FAULT ({@code dont_track_primary}: not)
 * @param trackedInterfaces the names of further interfaces and how they are followed
 * @param trackedHealth the names of scripts or of {@code haproxy}, and how they are followed
 * @param syncGroup the group that it moves together with
 * @param notifyScripts the scripts that are told of state changes
 * @param tellsPriority whether FIFOs are told of changes of the effective priority ({@code notify_priority_changes})
 */
public record InstanceSettings(
        String name,
        String interfaceName,
        VirtualRouterSettings router,
        Transport transport,
        Authentication authentication,
        ChecksumForm checksum,
        HopLimitRange hopLimits,
        boolean checkSource,
        List<VirtualAddress> addresses,
        List<VirtualMac> virtualMacs,
        boolean accept,
        Routing routing,
        AnnouncementSettings announcements,
        boolean tracksInterface,
        List<Tracking> trackedInterfaces,
        List<Tracking> trackedHealth,
        Optional<SyncGroupSettings> syncGroup,
        Map<Occasion, NotifyScript> notifyScripts,
        boolean tellsPriority) {

    public InstanceSettings {
        addresses = List.copyOf(addresses);
        virtualMacs = List.copyOf(virtualMacs);
        trackedInterfaces = List.copyOf(trackedInterfaces);
        trackedHealth = List.copyOf(trackedHealth);
        notifyScripts = Map.copyOf(notifyScripts);
    }

    /** The virtual MAC that advertisements are sent with; unicast ones leave with the interface's own. */
    public Optional<VirtualMac> advertisingMac() {
        return transport instanceof Transport.Multicast
                ? virtualMacs.stream().filter(VirtualMac::advertises).findFirst()
                : Optional.empty();
    }

    /** The interface beneath that of a virtual MAC; any other is its own. */
    public String baseOf(String interfaceName) {
        return virtualMacs.stream()
                .filter(mac -> mac.interfaceName().equals(interfaceName))
                .map(VirtualMac::baseName)
                .findFirst()
                .orElse(interfaceName);
    }

    /**
     * Accepted TTLs or hop limits, both ends included.
     *
     * @param min 0..255
     * @param max 0..255
     */
    public record HopLimitRange(int min, int max) {
        /** RFC 9568 section 5.1.1.3: only from the same link. The default with multicast. */
        public static final HopLimitRange LINK_LOCAL = new HopLimitRange(255, 255);
        /** The default with unicast, as in keepalived: peers may be routed. */
        public static final HopLimitRange ANY = new HopLimitRange(0, 255);

        public boolean contains(int hopLimit) {
            return min <= hopLimit && hopLimit <= max;
        }
    }
}
