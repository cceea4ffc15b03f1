package io.havip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.Family;
import io.havip.wire.FrameSubject.Neighbour;
import io.havip.wire.FrameSubject.Router;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameSubjectTest {
    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:2a");
    private static final Inet4Address IPV4 = Inet4Address.ofLiteral("10.9.0.100");
    private static final Inet6Address IPV6 = (Inet6Address) Inet6Address.ofLiteral("fd00:9::64");
    private static final String ETHERNET = "0200000000010200000000020800";

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @Test
    void anAdvertisementIsAboutItsVirtualRouterWhateverElseIsInIt() {
        var plain = bytes(ETHERNET + "45c0 0014 0000 0000 ff70 0000 0a090001 e0000012 2133");
        var withOptions = bytes(ETHERNET + "46c0 0014 0000 0000 ff70 0000 0a090001 e0000012 94040000 3134");
        var ipv6 = bytes(ETHERNET.replace("0800", "86dd") + "60000000 0002 70 ff" + "00".repeat(32) + "3135");

        assertThat(FrameSubject.of(plain)).contains(new Router(Family.IPV4, 0x33));
        assertThat(FrameSubject.of(withOptions)).contains(new Router(Family.IPV4, 0x34));
        assertThat(FrameSubject.of(ipv6)).contains(new Router(Family.IPV6, 0x35));
    }

    @Test
    void arpAndNeighbourDiscoveryAreAboutTheirAddresses() {
        var solicitation = bytes(ETHERNET.replace("0800", "86dd")
                + "60000000 0018 3a ff fd000009000000000000000000000001 ff0200000000000000000001ff000064"
                + "87000000 00000000 fd000009000000000000000000000064");

        assertThat(FrameSubject.of(GratuitousArp.request(MAC, IPV4))).contains(new Neighbour(true, IPV4, IPV4));
        assertThat(FrameSubject.of(GratuitousArp.reply(MAC, IPV4))).contains(new Neighbour(false, IPV4, IPV4));
        assertThat(FrameSubject.of(NeighbourAdvertisement.unsolicited(MAC, IPV6, true)))
                .contains(new Neighbour(false, IPV6, IPV6));
        assertThat(FrameSubject.of(solicitation))
                .contains(new Neighbour(true, Inet6Address.ofLiteral("fd00:9::1"), IPV6));
    }

    @Test
    void nothingElseIsAboutAnything() {
        var tagged = bytes(ETHERNET.replace("0800", "8100") + "00050806" + "00".repeat(28));
        var udp = bytes(ETHERNET + "4500 0014 0000 0000 ff11 0000 0a090001 e0000012 2133");
        var impossibleHeader = bytes(ETHERNET + "41c0 0014 0000 0000 ff70 0000 0a090001 e0000012 2133");

        assertThat(List.of(tagged, udp, impossibleHeader))
                .allSatisfy(frame -> assertThat(FrameSubject.of(frame)).isEmpty());
        for (var whole :
                List.of(GratuitousArp.request(MAC, IPV4), NeighbourAdvertisement.unsolicited(MAC, IPV6, true))) {
            int needed = whole.length - (whole.length == 42 ? 0 : 8);
            for (int length = 0; length < needed; length++) {
                assertThat(FrameSubject.of(Arrays.copyOf(whole, length))).isEmpty();
            }
        }
    }
}
