package io.havip.cloud.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses a rule's block has; a stranger has written it. */
class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/24, 10.0.0.255, true",
        "10.0.0.0/24, 10.0.1.0, false",
        "10.0.0.4/30, 10.0.0.7, true",
        "10.0.0.4/30, 10.0.0.8, false",
        "0.0.0.0/0, 203.0.113.5, true",
        "10.0.0.2, 10.0.0.2, true",
        "10.0.0.2/32, 10.0.0.3, false",
        "fd00::/8, fd12::1, true",
        "::/0, 10.0.0.2, false",
        "10.0.0.0/33, 10.0.0.0, false",
        "10.0.0.0/, 10.0.0.0, false",
        "'', 10.0.0.0, false",
        ":::::/1, ::1, false",
        "everyone, 10.0.0.2, false",
    })
    void aBlockHasWhatStartsLikeIt(String block, String address, boolean has) {
        assertThat(Cidr.has(block, InetAddress.ofLiteral(address))).isEqualTo(has);
    }
}
