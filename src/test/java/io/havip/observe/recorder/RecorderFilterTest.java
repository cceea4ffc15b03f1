package io.havip.observe.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.Family;
import io.havip.wire.FrameSubject.Router;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecorderFilterTest {
    private static Set<Router> routers(int from, int to, Family family) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(vrid -> new Router(family, vrid))
                .collect(Collectors.toSet());
    }

    @Test
    void advertisementsAreThoseOfTheVirtualRouters() {
        assertThat(RecorderFilter.advertisements(routers(51, 52, Family.IPV4)))
                .isEqualTo("(ip proto 112 and ip[6:2] & 0x1fff = 0 and"
                        + " (ip[((ip[0] & 0xf) << 2) + 1] = 51 or ip[((ip[0] & 0xf) << 2) + 1] = 52))");
        assertThat(RecorderFilter.advertisements(routers(7, 7, Family.IPV6)))
                .isEqualTo("(ip6[6] = 112 and (ip6[41] = 7))");
    }

    @Test
    void neighboursAreThoseOfTheAddresses() {
        assertThat(RecorderFilter.neighbours(
                        List.of(InetAddress.ofLiteral("10.9.0.100"), InetAddress.ofLiteral("fd00:9::64"))))
                .isEqualTo("(arp and (arp host 10.9.0.100)) or"
                        + " (icmp6 and (ip6[40] = 135 or ip6[40] = 136) and ((ip6[48:4] = 0xfd000009 and"
                        + " ip6[52:4] = 0x00000000 and ip6[56:4] = 0x00000000 and ip6[60:4] = 0x00000064)))");
    }

    @Test
    void ofMoreThanTheKernelShouldCompareTheKindIsEnough() {
        assertThat(RecorderFilter.advertisements(routers(1, 255, Family.IPV4)))
                .isEqualTo("(ip proto 112 and ip[6:2] & 0x1fff = 0)");
        assertThat(RecorderFilter.neighbours(IntStream.range(0, 200)
                        .mapToObj(i -> InetAddress.ofLiteral("10.9.0." + i))
                        .toList()))
                .isEqualTo("(arp)");
    }
}
