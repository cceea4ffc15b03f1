package io.havip.wire;

import io.havip.vrrp.DropReason;
import io.havip.vrrp.Family;
import io.havip.wire.VrrpCodec.Decoded;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Finds out what captured frames have to do with virtual routers. */
public final class Dissector {
    private static final int IPV4_HEADER_BYTES = 20;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final int HOP_LIMIT = 255;
    /** The next header of an IPv6 packet in pieces. */
    private static final int FRAGMENT = 44;
    /** Of IPv4: more fragments, and the place of this one. */
    private static final int FRAGMENT_MASK = 0x3fff;

    private Dissector() {}

    /** What a frame is. */
    public sealed interface Dissection {
        /**
         * A packet of VRRP.
         *
         * @param link where it was seen: interface and VLAN, as far as that is known
         * @param sender who has put it on that link; empty where that is not known
         */
        record Vrrp(
                String link, Optional<MacAddress> sender, InetAddress source, InetAddress destination, Decoded decoded)
                implements Dissection {}

        /** ARP, or neighbour discovery: who claims an address, if somebody does. */
        record Neighbour(String link, Family family, Optional<AddressClaim> claim) implements Dissection {}

        /** Nothing at all. */
        record Other() implements Dissection {}

        /** That can't be told: frames of this link are not known here. */
        record UnknownLink(int linkType) implements Dissection {}
    }

    /** Never throws, whatever the bytes are. */
    public static Dissection dissect(CapturedFrame frame) {
        if (!LinkFrame.knows(frame.linkType())) {
            return new Dissection.UnknownLink(frame.linkType());
        }
        return LinkFrame.decode(frame).map(Dissector::dissect).orElseGet(Dissection.Other::new);
    }

    private static Dissection dissect(LinkFrame frame) {
        var packet = frame.packet();
        return switch (frame.ethernetType()) {
            case EthernetType.ARP -> new Dissection.Neighbour(frame.link(), Family.IPV4, claim(frame));
            case EthernetType.IPV4 ->
                packet.remaining() < IPV4_HEADER_BYTES ? new Dissection.Other() : ipv4(frame, packet);
            case EthernetType.IPV6 ->
                packet.remaining() < IPV6_HEADER_BYTES ? new Dissection.Other() : ipv6(frame, packet);
            default -> new Dissection.Other();
        };
    }

    private static Optional<AddressClaim> claim(LinkFrame frame) {
        return AddressClaim.decode(
                frame.ethernetType(), frame.packet(), frame.source().orElse(MacAddress.NONE));
    }

    private static Dissection ipv4(LinkFrame frame, ByteBuffer packet) {
        int header = (packet.get(0) & 0xf) * 4;
        int length = Short.toUnsignedInt(packet.getShort(2));
        boolean fragment = (packet.getShort(6) & FRAGMENT_MASK) != 0;
        if ((packet.get(9) & 0xff) != VrrpCodec.PROTOCOL || header < IPV4_HEADER_BYTES) {
            return new Dissection.Other();
        }
        return vrrp(
                frame,
                address(packet, 12, 4),
                address(packet, 16, 4),
                packet.get(8) & 0xff,
                fragment ? Optional.empty() : slice(packet, header, length - header));
    }

    private static Dissection ipv6(LinkFrame frame, ByteBuffer packet) {
        int next = packet.get(6) & 0xff;
        if (next == NeighbourAdvertisement.ICMPV6) {
            return neighbourDiscovery(frame, packet);
        }
        boolean fragment = next == FRAGMENT
                && packet.remaining() > IPV6_HEADER_BYTES
                && (packet.get(IPV6_HEADER_BYTES) & 0xff) == VrrpCodec.PROTOCOL;
        if (next != VrrpCodec.PROTOCOL && !fragment) {
            return new Dissection.Other();
        }
        return vrrp(
                frame,
                address(packet, 8, 16),
                address(packet, 24, 16),
                packet.get(7) & 0xff,
                fragment
                        ? Optional.empty()
                        : slice(packet, IPV6_HEADER_BYTES, Short.toUnsignedInt(packet.getShort(4))));
    }

    private static Dissection neighbourDiscovery(LinkFrame frame, ByteBuffer packet) {
        int type = packet.remaining() > IPV6_HEADER_BYTES ? packet.get(IPV6_HEADER_BYTES) & 0xff : 0;
        return type == NeighbourAdvertisement.TYPE || type == NeighbourAdvertisement.SOLICITATION_TYPE
                ? new Dissection.Neighbour(frame.link(), Family.IPV6, claim(frame))
                : new Dissection.Other();
    }

    /** As a receiver checks it that knows no more: a hop limit of less than 255 is allowed to unicast only. */
    private static Dissection vrrp(
            LinkFrame frame, InetAddress source, InetAddress destination, int hopLimit, Optional<byte[]> payload) {
        Decoded decoded;
        if (payload.isEmpty()) {
            decoded = new Decoded.Dropped(DropReason.LENGTH);
        } else if (destination.isMulticastAddress() && hopLimit != HOP_LIMIT) {
            decoded = new Decoded.Dropped(DropReason.HOP_LIMIT);
        } else {
            decoded = VrrpCodec.decode(payload.get(), source, destination);
        }
        return new Dissection.Vrrp(frame.link(), frame.source(), source, destination, decoded);
    }

    private static Optional<byte[]> slice(ByteBuffer packet, int offset, int length) {
        if (length < 0 || length > packet.remaining() - offset) {
            return Optional.empty();
        }
        byte[] bytes = new byte[length];
        packet.get(offset, bytes);
        return Optional.of(bytes);
    }

    private static InetAddress address(ByteBuffer packet, int offset, int length) {
        byte[] bytes = new byte[length];
        packet.get(offset, bytes);
        return IpAddress.of(bytes);
    }
}
