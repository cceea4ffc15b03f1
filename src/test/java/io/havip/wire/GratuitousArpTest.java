package io.havip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.ArpPacket;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.namednumber.ArpHardwareType;
import org.pcap4j.packet.namednumber.ArpOperation;
import org.pcap4j.packet.namednumber.EtherType;

class GratuitousArpTest {

    private static final MacAddress SENDER = MacAddress.parse("02:00:00:00:00:2a");
    private static final Inet4Address ADDRESS = Inet4Address.ofLiteral("10.77.0.100");

    @Test
    void aRequestTellsEverybodyWhoHasTheAddress() throws Exception {
        assertTellsEverybody(GratuitousArp.request(SENDER, ADDRESS), ArpOperation.REQUEST);
    }

    @Test
    void aReplyTellsEverybodyWhoHasTheAddress() throws Exception {
        assertTellsEverybody(GratuitousArp.reply(SENDER, ADDRESS), ArpOperation.REPLY);
    }

    private static void assertTellsEverybody(byte[] frame, ArpOperation operation) throws Exception {
        var ethernet = EthernetPacket.newPacket(frame, 0, frame.length);
        assertThat(ethernet.getHeader().getDstAddr()).hasToString("ff:ff:ff:ff:ff:ff");
        assertThat(ethernet.getHeader().getSrcAddr()).hasToString("02:00:00:00:00:2a");
        assertThat(ethernet.getHeader().getType()).isEqualTo(EtherType.ARP);

        var arp = ethernet.get(ArpPacket.class).getHeader();
        assertThat(arp.getHardwareType()).isEqualTo(ArpHardwareType.ETHERNET);
        assertThat(arp.getProtocolType()).isEqualTo(EtherType.IPV4);
        assertThat(arp.getHardwareAddrLength()).isEqualTo((byte) 6);
        assertThat(arp.getProtocolAddrLength()).isEqualTo((byte) 4);
        assertThat(arp.getOperation()).isEqualTo(operation);
        assertThat(arp.getSrcHardwareAddr()).hasToString("02:00:00:00:00:2a");
        assertThat(arp.getSrcProtocolAddr()).isEqualTo(ADDRESS);
        assertThat(arp.getDstHardwareAddr()).hasToString("ff:ff:ff:ff:ff:ff");
        assertThat(arp.getDstProtocolAddr()).isEqualTo(ADDRESS);
        assertThat(frame).hasSize(ethernet.getHeader().length() + arp.length());
    }
}
