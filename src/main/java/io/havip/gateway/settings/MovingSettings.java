package io.havip.gateway.settings;

import io.havip.announce.AnnouncementSettings;
import java.util.List;

/**
 * What moves with the role, and how the network learns of it.
 *
 * @param addresses advertised ones first, in the order of the configuration
 * @param virtualMacs the interfaces with a MAC address of their own that are made for the addresses; none unless given
 * @param accept Accept_Mode (RFC 9568 section 6.1): whether this host's programs get what is sent to the addresses, which
 *     without it are for routing only; always so with an owner
 * @param routing the routes and rules
 * @param announcements gratuitous ARP and neighbour advertisements
 */
public record MovingSettings(
        List<VirtualAddress> addresses,
        List<VirtualMac> virtualMacs,
        boolean accept,
        Routing routing,
        AnnouncementSettings announcements) {

    public MovingSettings {
        addresses = List.copyOf(addresses);
        virtualMacs = List.copyOf(virtualMacs);
    }
}
