package io.havip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpAddressTest {
    /** The examples of RFC 5952, sections 2, 4 and 5. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "fd00:77:0:0:0:0:0:100, fd00:77::100",
        "2001:0db8:0000:0000:0001:0000:0000:0001, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:AAAA:BBBB:CCCC:DDDD:EEEE:0001, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "fe80:0:0:0:0:0:0:0, fe80::",
        "0:0:0:0:0:0:0:1, ::1",
        "0:0:0:0:0:0:0:0, ::"
    })
    void writesAddressesAsRfc5952Does(String written, String shortest) {
        assertThat(IpAddress.text(InetAddress.ofLiteral(written))).isEqualTo(shortest);
    }

    @ParameterizedTest
    @CsvSource({"fd00:77:0:0:0:0:0:100, [fd00:77::100]:80", "192.0.2.1, 192.0.2.1:80"})
    void writesAPortBehindAnAddress(String address, String written) {
        assertThat(IpAddress.text(new InetSocketAddress(InetAddress.ofLiteral(address), 80)))
                .isEqualTo(written);
    }

    @Test
    void aMappedAddressStaysWhatItIs() {
        byte[] bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        bytes[15] = 7;

        assertThat(IpAddress.text(IpAddress.of(bytes))).isEqualTo("::ffff:0:7");
    }

    @Test
    void noScopeIsWritten() throws UnknownHostException {
        var scoped =
                Inet6Address.getByAddress(null, InetAddress.ofLiteral("fe80::1").getAddress(), 3);

        assertThat(IpAddress.text(scoped)).isEqualTo("fe80::1");
    }
}
