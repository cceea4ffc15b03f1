package io.havip.announce;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.wire.MacAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrafficFilterTest {
    private static final MacAddress OWN = MacAddress.parse("02:00:00:00:00:01");
    private static final MacAddress VIRTUAL = MacAddress.parse("00:00:5e:00:01:33");

    @Test
    void oneAddress() {
        assertThat(TrafficFilter.of(OWN, List.of(address("10.77.0.100", Optional.empty()))))
                .isEqualTo("(ether dst 02:00:00:00:00:01) and ((ip and (dst host 10.77.0.100)))");
    }

    @Test
    void bothFamiliesAndAVirtualMac() {
        var addresses = List.of(
                address("10.77.0.100", Optional.of(VIRTUAL)),
                address("10.77.0.101", Optional.of(VIRTUAL)),
                address("fd00:77::100", Optional.empty()));

        assertThat(TrafficFilter.of(OWN, addresses))
                .isEqualTo("(ether dst 00:00:5e:00:01:33 or ether dst 02:00:00:00:00:01) and "
                        + "((ip and (dst host 10.77.0.100 or dst host 10.77.0.101)) or "
                        + "(ip6 and not (icmp6 and ip6[40] >= 133 and ip6[40] <= 137) and (dst host fd00:77::100)))");
    }

    private static WatchedAddress address(String address, Optional<MacAddress> virtualMac) {
        return new WatchedAddress(InetAddress.ofLiteral(address), "eth0", virtualMac);
    }
}
