package io.havip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ChecksumTest {

    /** The example of RFC 1071 section 3: the sum is ddf2. */
    private static final byte[] EXAMPLE = HexFormat.of().parseHex("0001f203f4f5f6f7");

    @Test
    void isTheComplementOfTheSum() {
        assertThat(Checksum.of(EXAMPLE, 0, EXAMPLE.length)).isEqualTo(0x220d);
    }

    @Test
    void coversTheRangeAlone() {
        byte[] within = HexFormat.of().parseHex("ffee" + "0001f203f4f5f6f7" + "dd");

        assertThat(Checksum.of(within, 2, EXAMPLE.length)).isEqualTo(0x220d);
    }

    @Test
    void padsAnOddByteWithZero() {
        assertThat(Checksum.of(new byte[] {0x12, 0x34, 0x56}, 0, 3))
                .isEqualTo(Checksum.of(new byte[] {0x12, 0x34, 0x56, 0}, 0, 4));
    }

    @Test
    void carriesUntilSixteenBitsAreLeft() {
        byte[] ones = HexFormat.of().parseHex("ff".repeat(65534));

        assertThat(Checksum.of(ones, 0, ones.length)).isZero();
    }

    @Test
    void ofWhatCarriesItsOwnChecksumIsZero() {
        byte[] message = HexFormat.of().parseHex("3133960100640000" + "0a000064");
        var source = InetAddress.ofLiteral("10.0.0.1");
        var group = InetAddress.ofLiteral("224.0.0.18");
        int checksum = Checksum.of(source, group, 112, message, 0, message.length);

        message[6] = (byte) (checksum >> 8);
        message[7] = (byte) checksum;

        assertThat(Checksum.of(source, group, 112, message, 0, message.length)).isZero();
        assertThat(Checksum.of(message, 0, message.length)).isNotZero();
    }

    /** By hand: a00 + 1 + e000 + 12 + 70 + c, and the words 3133, 9601, 64, a00 and 64. */
    @Test
    void ofAnIpv4MessageIncludesItsPseudoHeader() {
        byte[] message = HexFormat.of().parseHex("3133960100640000" + "0a000064");
        int sum = 0x0a00 + 0x0001 + 0xe000 + 0x0012 + 112 + 12 + 0x3133 + 0x9601 + 0x0064 + 0x0a00 + 0x0064;

        assertThat(Checksum.of(
                        InetAddress.ofLiteral("10.0.0.1"), InetAddress.ofLiteral("224.0.0.18"), 112, message, 0, 12))
                .isEqualTo(~((sum & 0xffff) + (sum >> 16)) & 0xffff);
    }
}
