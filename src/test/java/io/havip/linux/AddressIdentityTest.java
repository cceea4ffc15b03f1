package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses the kernel can't have beside each other: as {@code inet_insert_ifa} and {@code ipv6_add_addr} say. */
class AddressIdentityTest {
    @ParameterizedTest
    @CsvSource({
        "10.1.0.5, 24,        , 10.1.0.5, 24,         , true",
        "10.1.0.5, 24,        , 10.1.0.5, 32,         , false",
        "10.1.0.5, 24,        , 10.1.0.6, 24,         , false",
        "10.1.0.5, 24, 10.1.0.9, 10.1.0.5, 24,        , true",
        "10.1.0.5, 24, 10.2.0.9, 10.1.0.5, 24,        , false",
        "10.1.0.5, 32, 10.1.0.9, 10.1.0.5, 32, 10.1.0.8, false",
        "10.1.0.5, 0,  10.1.0.9, 10.1.0.5, 0,  192.0.2.1, true",
        "fd00::5,  64,        , fd00::5,  128,        , true",
        "fd00::5,  64,        , fd00::6,  64,         , false"
    })
    void oneExcludesAnother(
            String one,
            int prefixLength,
            String peer,
            String other,
            int otherPrefixLength,
            String otherPeer,
            boolean excludes) {
        var left = identity(2, one, prefixLength, peer);
        var right = identity(2, other, otherPrefixLength, otherPeer);

        assertThat(left.excludes(right)).isEqualTo(excludes);
        assertThat(right.excludes(left)).isEqualTo(excludes);
        assertThat(left.excludes(identity(3, other, otherPrefixLength, otherPeer)))
                .isFalse();
    }

    private static AddressIdentity identity(int index, String address, int prefixLength, String peer) {
        return new AddressIdentity(
                index,
                InetAddress.ofLiteral(address),
                prefixLength,
                Optional.ofNullable(peer).map(InetAddress::ofLiteral));
    }
}
