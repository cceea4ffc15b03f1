package io.havip.announce;

import java.net.InetAddress;
import java.util.List;

/**
 * What a virtual router that has become Active wants the network to know.
 *
 * @param instance the VRRP instance's name
 * @param addresses at least one
 * @param settings when and how often
 */
public record Announcement(String instance, List<BoundAddress> addresses, AnnouncementSettings settings) {
    public Announcement {
        addresses = List.copyOf(addresses);
    }

    /**
     * An address where it is bound.
     *
     * @param interfaceName the interface that frames are sent on
     * @param baseName the interface beneath it, if it is that of a virtual MAC; else itself
     */
    public record BoundAddress(InetAddress address, String interfaceName, String baseName) {}
}
