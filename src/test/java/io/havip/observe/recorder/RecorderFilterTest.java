package io.havip.observe.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.Family;
import io.havip.wire.FrameSubject.Router;
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
    void ofMoreThanTheKernelShouldCompareTheKindIsEnough() {
        assertThat(RecorderFilter.advertisements(routers(1, 255, Family.IPV4)))
                .isEqualTo("(ip proto 112 and ip[6:2] & 0x1fff = 0)");
    }
}
