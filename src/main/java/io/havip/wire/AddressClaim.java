package io.havip.wire;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Somebody says on the link that an address is theirs: by ARP (RFC 5227 section 2.4) or by a neighbour advertisement (RFC
 * 4861 section 4.4).
 *
 * @param address IPv4 or IPv6
 * @param sender who would receive what is sent to the address
 * @param unasked whether everybody is told, in answer to nobody: a gratuitous ARP, an unsolicited neighbour advertisement
 */
public record AddressClaim(InetAddress address, MacAddress sender, boolean unasked) {

    private static final int ETHERNET_LENGTH = 14;

    private static final long ARP_ETHERNET_IPV4 = 0x0001_0800_0604L;
    private static final int ARP_LENGTH = 28;

    private static final int IP_LENGTH = 40;
    private static final int ADVERTISEMENT_LENGTH = 24;
    private static final int OPTION_UNIT = 8;

    /** The claim in an Ethernet frame, if it is one and well-formed. An ARP probe, sent from 0.0.0.0, claims nothing. */
    public static Optional<AddressClaim> decode(byte[] frame) {
        if (frame.length < ETHERNET_LENGTH) {
            return Optional.empty();
        }
        var packet = ByteBuffer.wrap(frame).position(ETHERNET_LENGTH).slice();
        return decode(ByteBuffer.wrap(frame).getShort(12) & 0xffff, packet, sourceOf(frame));
    }

    /** Likewise, in what any link carries. */
    static Optional<AddressClaim> decode(int ethernetType, ByteBuffer packet, MacAddress frameSource) {
        return switch (ethernetType) {
            case EthernetType.ARP -> decodeArp(packet);
            case EthernetType.IPV6 -> decodeAdvertisement(packet, frameSource);
            default -> Optional.empty();
        };
    }

    private static Optional<AddressClaim> decodeArp(ByteBuffer packet) {
        if (packet.remaining() < ARP_LENGTH || packet.getLong(0) >>> 16 != ARP_ETHERNET_IPV4) {
            return Optional.empty();
        }
        var sender = MacAddress.read(packet.position(8));
        var address = IpAddress.of(bytes(packet, 14, 4));
        boolean unasked = address.equals(IpAddress.of(bytes(packet, 24, 4)));
        return address.isAnyLocalAddress() ? Optional.empty() : Optional.of(new AddressClaim(address, sender, unasked));
    }

    /** Checks what RFC 4861 section 7.1.2 asks a receiver to check. */
    private static Optional<AddressClaim> decodeAdvertisement(ByteBuffer packet, MacAddress frameSource) {
        if (packet.remaining() < IP_LENGTH + ADVERTISEMENT_LENGTH
                || packet.get(6) != NeighbourAdvertisement.ICMPV6
                || (packet.get(7) & 0xff) != NeighbourAdvertisement.HOP_LIMIT) {
            return Optional.empty();
        }
        int length = packet.getShort(4) & 0xffff;
        if (length < ADVERTISEMENT_LENGTH || length > packet.remaining() - IP_LENGTH) {
            return Optional.empty();
        }
        var message = packet.slice(IP_LENGTH, length);
        var target = IpAddress.of(bytes(message, 8, 16));
        if ((message.get(0) & 0xff) != NeighbourAdvertisement.TYPE
                || message.get(1) != 0
                || target.isMulticastAddress()
                || checksum(packet, message) != 0) {
            return Optional.empty();
        }
        boolean unasked = (message.getInt(4) & NeighbourAdvertisement.SOLICITED) == 0;
        return Optional.of(
                new AddressClaim(target, targetLinkLayerAddress(message).orElse(frameSource), unasked));
    }

    private static Optional<MacAddress> targetLinkLayerAddress(ByteBuffer message) {
        int option = ADVERTISEMENT_LENGTH;
        while (option + OPTION_UNIT <= message.limit()) {
            int units = message.get(option + 1) & 0xff;
            if (units == 0) {
                break;
            }
            if (message.get(option) == NeighbourAdvertisement.TARGET_LINK_LAYER_ADDRESS) {
                return Optional.of(MacAddress.read(message.position(option + 2)));
            }
            option += units * OPTION_UNIT;
        }
        return Optional.empty();
    }

    private static int checksum(ByteBuffer packet, ByteBuffer message) {
        var source = IpAddress.of(bytes(packet, 8, 16));
        var destination = IpAddress.of(bytes(packet, 24, 16));
        byte[] data = bytes(message, 0, message.limit());
        return Checksum.of(source, destination, NeighbourAdvertisement.ICMPV6, data, 0, data.length);
    }

    private static MacAddress sourceOf(byte[] frame) {
        return MacAddress.read(ByteBuffer.wrap(frame).position(MacAddress.LENGTH));
    }

    private static byte[] bytes(ByteBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.get(offset, bytes);
        return bytes;
    }
}
