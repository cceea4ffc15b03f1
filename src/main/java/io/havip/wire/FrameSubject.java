package io.havip.wire;

import io.havip.vrrp.Family;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** What an Ethernet frame without a VLAN tag is about, by as few of its bytes as possible and whatever else is wrong with it. */
public sealed interface FrameSubject {

    /** A packet of VRRP. */
    record Router(Family family, int vrid) implements FrameSubject {}

    /**
     * ARP, or a neighbour solicitation or advertisement.
     *
     * @param asks whether it asks for the target, as an ARP request does, also a gratuitous one
     * @param sender whoever says it; 0.0.0.0 or :: where nobody has an address yet
     * @param target who is asked for; of an answer by ARP, who is answered
     */
    record Neighbour(boolean asks, InetAddress sender, InetAddress target) implements FrameSubject {}

    /** Empty where it is nothing of that. Never throws, whatever the bytes are. */
    static Optional<FrameSubject> of(byte[] frame) {
        if (frame.length < HeaderBytes.ETHERNET) {
            return Optional.empty();
        }
        var packet = ByteBuffer.wrap(frame, HeaderBytes.ETHERNET, frame.length - HeaderBytes.ETHERNET)
                .slice();
        return switch (ByteBuffer.wrap(frame).getShort(HeaderBytes.ETHERNET_TYPE) & 0xffff) {
            case EthernetType.IPV4 -> ipv4(packet);
            case EthernetType.IPV6 -> ipv6(packet);
            case EthernetType.ARP -> arp(packet);
            default -> Optional.empty();
        };
    }

    private static Optional<FrameSubject> ipv4(ByteBuffer packet) {
        if (packet.remaining() < HeaderBytes.IPV4 || (packet.get(9) & 0xff) != VrrpCodec.PROTOCOL) {
            return Optional.empty();
        }
        int header = (packet.get(0) & 0xf) * 4;
        return router(Family.IPV4, packet, header);
    }

    private static Optional<FrameSubject> ipv6(ByteBuffer packet) {
        if (packet.remaining() < HeaderBytes.IPV6) {
            return Optional.empty();
        }
        return switch (packet.get(6) & 0xff) {
            case VrrpCodec.PROTOCOL -> router(Family.IPV6, packet, HeaderBytes.IPV6);
            case NeighbourAdvertisement.ICMPV6 -> discovery(packet);
            default -> Optional.empty();
        };
    }

    private static Optional<FrameSubject> router(Family family, ByteBuffer packet, int header) {
        return header >= HeaderBytes.IPV4 && packet.remaining() > header + 1
                ? Optional.of(new Router(family, packet.get(header + 1) & 0xff))
                : Optional.empty();
    }

    private static Optional<FrameSubject> discovery(ByteBuffer packet) {
        if (packet.remaining() < HeaderBytes.IPV6 + HeaderBytes.NEIGHBOUR_DISCOVERY) {
            return Optional.empty();
        }
        int type = packet.get(HeaderBytes.IPV6) & 0xff;
        return type == NeighbourAdvertisement.TYPE || type == NeighbourAdvertisement.SOLICITATION_TYPE
                ? Optional.of(new Neighbour(
                        type == NeighbourAdvertisement.SOLICITATION_TYPE,
                        address(packet, 8, 16),
                        address(packet, HeaderBytes.IPV6 + 8, 16)))
                : Optional.empty();
    }

    private static Optional<FrameSubject> arp(ByteBuffer packet) {
        return packet.remaining() < HeaderBytes.ARP
                ? Optional.empty()
                : Optional.of(new Neighbour(packet.getShort(6) == 1, address(packet, 14, 4), address(packet, 24, 4)));
    }

    private static InetAddress address(ByteBuffer packet, int offset, int length) {
        byte[] bytes = packet.array();
        int start = packet.arrayOffset() + offset;
        return IpAddress.of(Arrays.copyOfRange(bytes, start, start + length));
    }
}
