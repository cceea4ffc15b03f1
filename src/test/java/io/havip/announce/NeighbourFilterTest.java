package io.havip.announce;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NeighbourFilterTest {
    private static final List<InetAddress> ADDRESSES =
            List.of(InetAddress.ofLiteral("10.9.0.100"), InetAddress.ofLiteral("fd00:9::64"));
    private static final String OF_IPV6 =
            "((ip6[48:4] = 0xfd000009 and ip6[52:4] = 0x00000000 and ip6[56:4] = 0x00000000"
                    + " and ip6[60:4] = 0x00000064))";

    @Test
    void allIsWhatIsSaidByOrForAnAddress() {
        assertThat(NeighbourFilter.all(ADDRESSES))
                .isEqualTo("(arp and (arp host 10.9.0.100)) or (icmp6 and (ip6[40] = 135 or ip6[40] = 136) and "
                        + OF_IPV6 + ")");
    }

    @Test
    void claimsAreWhatIsSaidByIt() {
        assertThat(NeighbourFilter.claims(ADDRESSES))
                .isEqualTo("(arp and (arp src host 10.9.0.100)) or (icmp6 and ip6[40] = 136 and " + OF_IPV6 + ")");
    }

    @Test
    void ofMoreThanTheKernelShouldCompareTheKindIsEnough() {
        assertThat(NeighbourFilter.all(IntStream.range(0, 200)
                        .mapToObj(i -> InetAddress.ofLiteral("10.9.0." + i))
                        .toList()))
                .isEqualTo("(arp)");
    }
}
