package io.havip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IcmpV6NeighborAdvertisementPacket;
import org.pcap4j.packet.IpV6NeighborDiscoveryTargetLinkLayerAddressOption;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.namednumber.EtherType;
import org.pcap4j.packet.namednumber.IcmpV6Code;
import org.pcap4j.packet.namednumber.IcmpV6Type;
import org.pcap4j.packet.namednumber.IpNumber;

class NeighbourAdvertisementTest {

    private static final Inet6Address ADDRESS = (Inet6Address) InetAddress.ofLiteral("fd00:77::100");
    private static final Inet6Address ALL_NODES = (Inet6Address) InetAddress.ofLiteral("ff02::1");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsAllNodesWhoHasTheAddress(boolean router) throws Exception {
        byte[] frame = NeighbourAdvertisement.unsolicited(MacAddress.parse("02:00:00:00:00:2a"), ADDRESS, router);

        var ethernet = EthernetPacket.newPacket(frame, 0, frame.length);
        assertThat(ethernet.getHeader().getDstAddr()).hasToString("33:33:00:00:00:01");
        assertThat(ethernet.getHeader().getSrcAddr()).hasToString("02:00:00:00:00:2a");
        assertThat(ethernet.getHeader().getType()).isEqualTo(EtherType.IPV6);

        var ip = ethernet.get(IpV6Packet.class).getHeader();
        assertThat(ip.getVersion().value()).isEqualTo((byte) 6);
        assertThat(ip.getTrafficClass().value()).isZero();
        assertThat(ip.getFlowLabel().value()).isZero();
        assertThat(ip.getPayloadLengthAsInt()).isEqualTo(32);
        assertThat(ip.getNextHeader()).isEqualTo(IpNumber.ICMPV6);
        assertThat(ip.getHopLimitAsInt()).isEqualTo(255);
        assertThat(ip.getSrcAddr()).isEqualTo(ADDRESS);
        assertThat(ip.getDstAddr()).isEqualTo(ALL_NODES);

        var icmp = ethernet.get(IcmpV6CommonPacket.class);
        assertThat(icmp.getHeader().getType()).isEqualTo(IcmpV6Type.NEIGHBOR_ADVERTISEMENT);
        assertThat(icmp.getHeader().getCode()).isEqualTo(IcmpV6Code.NO_CODE);
        assertThat(icmp.hasValidChecksum(ADDRESS, ALL_NODES, false)).isTrue();

        var advertisement =
                ethernet.get(IcmpV6NeighborAdvertisementPacket.class).getHeader();
        assertThat(advertisement.getRouterFlag()).isEqualTo(router);
        assertThat(advertisement.getSolicitedFlag()).isFalse();
        assertThat(advertisement.getOverrideFlag()).isTrue();
        assertThat(advertisement.getReserved()).isZero();
        assertThat(advertisement.getTargetAddress()).isEqualTo(ADDRESS);
        assertThat(advertisement.getOptions()).singleElement().satisfies(option -> {
            var target = (IpV6NeighborDiscoveryTargetLinkLayerAddressOption) option;
            assertThat(MacAddress.of(target.getLinkLayerAddress())).hasToString("02:00:00:00:00:2a");
            assertThat(target.getLengthAsInt()).isEqualTo(1);
        });
    }
}
