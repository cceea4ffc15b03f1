package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.Family;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatagramsTest {

    /** Header of 20 bytes, total length 24, TTL 255, protocol 112, 10.0.0.1 to 224.0.0.18, and four bytes of payload. */
    private static final byte[] PACKET =
            HexFormat.of().parseHex("45c00018000040 00ff7000000a000001e0000012 31339601".replace(" ", ""));

    private final Datagrams datagrams = new Datagrams(Family.IPV4, 1024);

    @Test
    void theHeaderIsTakenOff() {
        var datagram = received(PACKET);

        assertThat(datagram.payload()).inHexadecimal().containsExactly(0x31, 0x33, 0x96, 0x01);
        assertThat(datagram.source()).isEqualTo(InetAddress.ofLiteral("10.0.0.1"));
        assertThat(datagram.destination()).isEqualTo(InetAddress.ofLiteral("224.0.0.18"));
        assertThat(datagram.hopLimit()).isEqualTo(255);
    }

    @Test
    void optionsBelongToTheHeader() {
        byte[] packet = HexFormat.of().parseHex("46c0001c00004000ff7000000a000001e000001294040000" + "31339601");

        assertThat(received(packet).payload()).inHexadecimal().containsExactly(0x31, 0x33, 0x96, 0x01);
    }

    @Test
    void whatExceedsTheTotalLengthIsPadding() {
        assertThat(received(Arrays.copyOf(PACKET, 46)).payload()).hasSize(4);
    }

    @Test
    void aPacketTooShortForItsHeaderHasNoPayload() {
        for (int length = 0; length <= 20; length++) {
            assertThat(received(Arrays.copyOf(PACKET, length)).payload()).isEmpty();
        }
    }

    @Test
    void aHeaderThatSaysItIsShorterThanAHeaderHasNoPayload() {
        byte[] packet = PACKET.clone();
        packet[0] = 0x44;

        assertThat(received(packet).payload()).isEmpty();
    }

    @Test
    void theSameFromTheSameToTheSameIsTheSameDatagramWhateverCameBetween() {
        var first = received(PACKET);
        byte[] forAnother = PACKET.clone();
        forAnother[21]++;
        var other = received(forAnother);
        byte[] later = PACKET.clone();
        later[4]++;

        assertThat(received(later)).isSameAs(first);
        assertThat(received(forAnother)).isSameAs(other);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 15, 19, 23})
    void anotherHopLimitSenderDestinationOrContentIsAnother(int different) {
        var first = received(PACKET);
        byte[] packet = PACKET.clone();
        packet[different]++;

        var other = received(packet);

        assertThat(other.repeats(first)).isFalse();
        assertThat(received(packet)).isSameAs(other);
        assertThat(received(PACKET)).as("the last one only").isNotSameAs(first);
        assertThat(received(PACKET).repeats(first)).isTrue();
    }

    @Test
    void whatIsAsLongAsNoOrdinaryOneIsNotKept() {
        byte[] packet = Arrays.copyOf(PACKET, 20 + Datagrams.REMEMBERED_BYTES_MAX + 1);
        ByteBuffer.wrap(packet).putShort(2, (short) packet.length);
        var first = received(packet);

        assertThat(received(packet)).isNotSameAs(first);
        assertThat(received(packet).repeats(first)).isTrue();
    }

    private Datagram received(byte[] packet) {
        return datagrams.ofIpv4(MemorySegment.ofArray(packet), packet.length);
    }
}
