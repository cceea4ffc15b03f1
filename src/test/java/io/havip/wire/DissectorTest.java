package io.havip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.havip.vrrp.DropReason;
import io.havip.vrrp.Family;
import io.havip.wire.Dissector.Dissection;
import io.havip.wire.Dissector.Dissection.Neighbour;
import io.havip.wire.Dissector.Dissection.Other;
import io.havip.wire.Dissector.Dissection.UnknownLink;
import io.havip.wire.Dissector.Dissection.Vrrp;
import io.havip.wire.VrrpCodec.Decoded;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is found in captured frames, whatever link they are of. */
class DissectorTest {
    private static final int ETHERNET = 1;
    private static final MacAddress SENDER = Recording.macOf("10.9.0.1");
    private static final byte[] IPV4 =
            new Recording().says(0, "10.9.0.1", 150).frames().getFirst().bytes();
    private static final byte[] IPV6 = new Recording()
            .addresses("fe80::100")
            .says(0, "fe80::1", 150)
            .frames()
            .getFirst()
            .bytes();

    private static Dissection dissected(int linkType, byte[]... parts) {
        var bytes = ByteBuffer.allocate(
                Stream.of(parts).mapToInt(part -> part.length).sum());
        Stream.of(parts).forEach(bytes::put);
        return Dissector.dissect(new CapturedFrame(1, "eth0", linkType, 0, bytes.capacity(), bytes.array(), ""));
    }

    private static byte[] from(byte[] frame, int offset) {
        return Arrays.copyOfRange(frame, offset, frame.length);
    }

    private static byte[] addresses(byte[] frame) {
        return Arrays.copyOf(frame, 12);
    }

    private static byte[] shorts(int... values) {
        var bytes = ByteBuffer.allocate(2 * values.length);
        for (int value : values) {
            bytes.putShort((short) value);
        }
        return bytes.array();
    }

    private static Vrrp advertisement(Dissection dissection) {
        assertThat(dissection).isInstanceOf(Vrrp.class);
        var vrrp = (Vrrp) dissection;
        assertThat(((Decoded.Packet) vrrp.decoded()).advertisement().priority()).isEqualTo(150);
        return vrrp;
    }

    @Test
    void anAdvertisementInAnEthernetFrame() {
        var vrrp = advertisement(dissected(ETHERNET, IPV4));

        assertThat(vrrp.source()).isEqualTo(InetAddress.ofLiteral("10.9.0.1"));
        assertThat(vrrp.destination()).isEqualTo(InetAddress.ofLiteral("224.0.0.18"));
        assertThat(vrrp.sender()).contains(SENDER);
        assertThat(vrrp.link()).isEqualTo("eth0");
        assertThat(advertisement(dissected(ETHERNET, IPV6)).source()).isEqualTo(InetAddress.ofLiteral("fe80::1"));
    }

    @Test
    void theTagsOfVlansAreToldApart() {
        byte[] one = shorts(0x8100, 0x600a);
        assertThat(advertisement(dissected(ETHERNET, addresses(IPV4), one, from(IPV4, 12)))
                        .link())
                .isEqualTo("eth0, VLAN 10");
        assertThat(advertisement(dissected(ETHERNET, addresses(IPV4), shorts(0x88a8, 20), one, from(IPV4, 12)))
                        .link())
                .isEqualTo("eth0, VLAN 20, VLAN 10");
        assertThat(advertisement(dissected(ETHERNET, addresses(IPV4), shorts(0x8100, 0), from(IPV4, 12)))
                        .link())
                .as("a priority tag")
                .isEqualTo("eth0");
    }

    @Test
    void whatTcpdumpWritesOfAnyInterface() {
        byte[] source = Arrays.copyOf(SENDER.toBytes(), 8);

        var cooked = advertisement(dissected(113, shorts(0, 1, 6), source, from(IPV4, 12)));
        assertThat(cooked.sender()).contains(SENDER);

        var second = advertisement(dissected(276, shorts(0x0800, 0, 0, 3, 1, 0x0006), source, from(IPV4, 14)));
        assertThat(second.sender()).contains(SENDER);
        assertThat(second.link()).isEqualTo("eth0, interface 3");
    }

    @Test
    void packetsWithoutALinkHaveNoSender() {
        for (int raw : new int[] {101, 12, 14}) {
            assertThat(advertisement(dissected(raw, from(IPV4, 14))).sender()).isEmpty();
            assertThat(advertisement(dissected(raw, from(IPV6, 14))).sender()).isEmpty();
        }
    }

    @Test
    void anotherLinkIsUnknown() {
        assertThat(dissected(105, IPV4)).isEqualTo(new UnknownLink(105));
    }

    @Test
    void whoClaimsAnAddress() {
        byte[] arp = GratuitousArp.request(SENDER, (Inet4Address) InetAddress.ofLiteral("10.9.0.100"));
        byte[] advertisement =
                NeighbourAdvertisement.unsolicited(SENDER, (Inet6Address) InetAddress.ofLiteral("fe80::100"), true);

        assertThat(dissected(ETHERNET, arp))
                .isEqualTo(new Neighbour(
                        "eth0",
                        Family.IPV4,
                        Optional.of(new AddressClaim(InetAddress.ofLiteral("10.9.0.100"), SENDER, true))));
        assertThat(dissected(ETHERNET, addresses(advertisement), shorts(0x8100, 10), from(advertisement, 12)))
                .isEqualTo(new Neighbour(
                        "eth0, VLAN 10",
                        Family.IPV6,
                        Optional.of(new AddressClaim(
                                IpAddress.of(InetAddress.ofLiteral("fe80::100").getAddress()), SENDER, true))));
    }

    @Test
    void aRouterTakesNoMulticastFromElsewhereAndNoPieces() {
        assertThat(dropped(with(IPV4, 14 + 8, 254))).isEqualTo(DropReason.HOP_LIMIT);
        assertThat(dropped(with(IPV6, 14 + 7, 254))).isEqualTo(DropReason.HOP_LIMIT);
        assertThat(dropped(with(IPV4, 14 + 6, 0x20))).as("a fragment").isEqualTo(DropReason.LENGTH);
        assertThat(dropped(Arrays.copyOf(IPV4, IPV4.length - 1))).isEqualTo(DropReason.LENGTH);
        assertThat(dropped(with(IPV4, 14 + 20 + 6, 0xff))).isEqualTo(DropReason.CHECKSUM);
    }

    /** Of those only the first says what it is a piece of. */
    @Test
    void aPieceOfAnAdvertisementOverIpv6IsOneTooAndOneOfSomethingElseIsNot() {
        byte[] fragment = with(with(IPV6, 14 + 6, 44), 14 + 40, VrrpCodec.PROTOCOL);

        assertThat(dropped(fragment)).isEqualTo(DropReason.LENGTH);
        assertThat(dissected(ETHERNET, with(fragment, 14 + 40, 6))).isEqualTo(new Other());
        assertThat(dissected(ETHERNET, Arrays.copyOf(fragment, 14 + 40))).isEqualTo(new Other());
    }

    @Test
    void whoAsksForAnAddressClaimsNothingYet() {
        byte[] solicitation =
                NeighbourAdvertisement.unsolicited(SENDER, (Inet6Address) InetAddress.ofLiteral("fe80::100"), true);
        solicitation[14 + 40] = (byte) 135;

        assertThat(dissected(ETHERNET, solicitation)).isEqualTo(new Neighbour("eth0", Family.IPV6, Optional.empty()));
        assertThat(dissected(ETHERNET, with(solicitation, 14 + 40, 128))).isEqualTo(new Other());
    }

    private static DropReason dropped(byte[] frame) {
        return ((Decoded.Dropped) ((Vrrp) dissected(ETHERNET, frame)).decoded()).reason();
    }

    private static byte[] with(byte[] frame, int offset, int value) {
        byte[] changed = frame.clone();
        changed[offset] = (byte) value;
        return changed;
    }

    @Test
    void otherTrafficIsNothing() {
        assertThat(dissected(ETHERNET, with(IPV4, 14 + 9, 6))).isEqualTo(new Other());
        assertThat(dissected(ETHERNET, with(IPV6, 14 + 6, 6))).isEqualTo(new Other());
        assertThat(dissected(ETHERNET, new byte[60])).isEqualTo(new Other());
    }

    @Test
    void anyBytesAreTakenApart() {
        var random = new Random(9568);
        for (int linkType : new int[] {1, 12, 14, 101, 113, 228, 229, 276, 147}) {
            for (byte[] whole : List.of(IPV4, IPV6, from(IPV4, 14), from(IPV6, 14))) {
                for (int length = 0; length < whole.length; length++) {
                    byte[] cut = Arrays.copyOf(whole, length);
                    assertThatNoException().isThrownBy(() -> dissected(linkType, cut));
                }
                for (int round = 0; round < 2_000; round++) {
                    byte[] frame = Arrays.copyOf(whole, random.nextInt(whole.length + 20));
                    for (int flips = random.nextInt(4); flips > 0 && frame.length > 0; flips--) {
                        frame[random.nextInt(frame.length)] = (byte) random.nextInt();
                    }
                    assertThatNoException().isThrownBy(() -> dissected(linkType, frame));
                }
            }
        }
    }
}
