package io.havip.announce;

import io.havip.announce.AnnouncementSettings.ArpForm;
import io.havip.linux.Link;
import io.havip.wire.GratuitousArp;
import io.havip.wire.MacAddress;
import io.havip.wire.NeighbourAdvertisement;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

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
     * An address where it is bound, with what tells of it.
     *
     * @param interfaceName the interface that frames are sent on
     * @param interfaceIndex that one's, as it is now; 0 where there is none
     * @param baseName the interface beneath it, if it is that of a virtual MAC; else itself
     * @param frames sent each time; none where the interface has no hardware address
     */
    public record BoundAddress(
            InetAddress address, String interfaceName, int interfaceIndex, String baseName, List<byte[]> frames) {
        /**
         * With its frames, so that nothing has to be made when the address is taken.
         *
         * @param link the interface as it is now; what is to go out on none is not sent
         * @param interfaceName what it is configured as: its name, or an address that it has
         */
        public static BoundAddress on(
                Optional<Link> link, InetAddress address, String interfaceName, String baseName, ArpForm form) {
            return new BoundAddress(
                    address,
                    link.map(Link::name).orElse(interfaceName),
                    link.map(Link::index).orElse(0),
                    baseName,
                    link.flatMap(Link::hardwareAddress)
                            .map(mac -> frames(mac, address, form))
                            .orElse(List.of()));
        }

        private static List<byte[]> frames(MacAddress mac, InetAddress address, ArpForm form) {
            return switch (address) {
                case Inet4Address ipv4 ->
                    switch (form) {
                        case REQUEST -> List.of(GratuitousArp.request(mac, ipv4));
                        case REPLY -> List.of(GratuitousArp.reply(mac, ipv4));
                        case BOTH -> List.of(GratuitousArp.request(mac, ipv4), GratuitousArp.reply(mac, ipv4));
                    };
                case Inet6Address ipv6 -> List.of(NeighbourAdvertisement.unsolicited(mac, ipv6, true));
                default -> throw new IllegalArgumentException("an address of neither family: " + address);
            };
        }

        /** Whether it is announced by neighbour advertisements, or else by gratuitous ARP. */
        boolean neighbour() {
            return address instanceof Inet6Address;
        }
    }
}
