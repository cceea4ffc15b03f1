package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatagramTest {

    /** Header of 20 bytes, total length 24, TTL 255, protocol 112, 10.0.0.1 to 224.0.0.18, and four bytes of payload. */
    private static final byte[] PACKET =
            HexFormat.of().parseHex("45c00018000040 00ff7000000a000001e0000012 31339601".replace(" ", ""));

    @Test
    void theHeaderIsTakenOff() {
        var datagram = Datagram.ofIpv4(PACKET);

        assertThat(datagram.payload()).inHexadecimal().containsExactly(0x31, 0x33, 0x96, 0x01);
        assertThat(datagram.source()).isEqualTo(InetAddress.ofLiteral("10.0.0.1"));
        assertThat(datagram.destination()).isEqualTo(InetAddress.ofLiteral("224.0.0.18"));
        assertThat(datagram.hopLimit()).isEqualTo(255);
    }

    @Test
    void optionsBelongToTheHeader() {
        byte[] packet = HexFormat.of().parseHex("46c0001c00004000ff7000000a000001e000001294040000" + "31339601");

        assertThat(Datagram.ofIpv4(packet).payload()).inHexadecimal().containsExactly(0x31, 0x33, 0x96, 0x01);
    }

    @Test
    void whatExceedsTheTotalLengthIsPadding() {
        assertThat(Datagram.ofIpv4(Arrays.copyOf(PACKET, 46)).payload()).hasSize(4);
    }

    @Test
    void aPacketTooShortForItsHeaderHasNoPayload() {
        for (int length = 0; length <= 20; length++) {
            assertThat(Datagram.ofIpv4(Arrays.copyOf(PACKET, length)).payload()).isEmpty();
        }
    }

    @Test
    void aHeaderThatSaysItIsShorterThanAHeaderHasNoPayload() {
        byte[] packet = PACKET.clone();
        packet[0] = 0x44;

        assertThat(Datagram.ofIpv4(packet).payload()).isEmpty();
    }

    @Test
    void theSameFromTheSameToTheSameIsARepetitionWhenever() {
        var first = Datagram.ofIpv4(PACKET);
        byte[] later = PACKET.clone();
        later[4]++;

        assertThat(Datagram.ofIpv4(later).repeats(first)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 15, 19, 23})
    void anotherHopLimitSenderDestinationOrContentIsNone(int different) {
        byte[] other = PACKET.clone();
        other[different]++;

        assertThat(Datagram.ofIpv4(other).repeats(Datagram.ofIpv4(PACKET))).isFalse();
    }
}
