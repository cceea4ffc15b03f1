package io.havip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Authentication.Hmac.Mode;
import io.havip.vrrp.Authentication.Key;
import io.havip.vrrp.Authentication.None;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Version;
import io.havip.wire.VrrpCodec.Decoded.Dropped;
import io.havip.wire.VrrpCodec.Decoded.Packet;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trailers, by the images that the extension's authors published: key 00 to 1f, VRID 51, priority 200, 1 s. */
class HmacTrailerTest {
    private static final Key KEY = new Key("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    private static final Hmac HMAC = new Hmac(Map.of(1, KEY), 1, OptionalInt.empty(), Mode.ENFORCE);
    private static final long SEQUENCE = 0x6800_0000_8000_0000L;
    private static final String IPV4_IMAGE =
            "3133c80100644402c0000264" + "010100006800000080000000" + "1b84bc4e8e43892dc6d98448f8ee2265";
    private static final String IPV6_IMAGE = "3133c8010064a2e9" + "fe800000000000000000000000000100"
            + "010100006800000080000000" + "c8c56146ebfd66ee10ec4d8186461b78";

    private static final InetAddress IPV4_SOURCE = InetAddress.ofLiteral("198.51.100.10");
    private static final InetAddress IPV4_GROUP = InetAddress.ofLiteral("224.0.0.18");
    private static final InetAddress IPV6_SOURCE = InetAddress.ofLiteral("fe80::10");
    private static final InetAddress IPV6_PEER = InetAddress.ofLiteral("fe80::20");

    static Stream<Arguments> images() {
        return Stream.of(
                Arguments.of(IPV4_IMAGE, "192.0.2.100", IPV4_SOURCE, IPV4_GROUP),
                Arguments.of(IPV6_IMAGE, "fe80::100", IPV6_SOURCE, IPV6_PEER));
    }

    @ParameterizedTest
    @MethodSource("images")
    void anAdvertisementIsSignedAsPublished(String image, String address, InetAddress source, InetAddress destination) {
        assertThat(VrrpCodec.encode(
                        advertisement(Version.V3, address),
                        HMAC,
                        SEQUENCE,
                        ChecksumForm.MESSAGE_ONLY,
                        source,
                        destination))
                .asHexString()
                .isEqualToIgnoringCase(image);
    }

    @ParameterizedTest
    @MethodSource("images")
    void aPublishedOneIsVerified(String image, String address, InetAddress source, InetAddress destination) {
        var packet = (Packet) VrrpCodec.decode(HexFormat.of().parseHex(image), source, destination);

        assertThat(packet.advertisement()).isEqualTo(advertisement(Version.V3, address));
        assertThat(packet.trailer()).hasValueSatisfying(trailer -> {
            assertThat(trailer.keyNumber()).isEqualTo(1);
            assertThat(trailer.sequence()).isEqualTo(SEQUENCE);
            assertThat(trailer.verifies(KEY)).isTrue();
            assertThat(trailer.verifies(new Key("ff".repeat(32)))).isFalse();
        });
    }

    @Test
    void itsSourceIsSignedToo() {
        var packet = (Packet) VrrpCodec.decode(
                HexFormat.of().parseHex(IPV4_IMAGE), InetAddress.ofLiteral("198.51.100.11"), IPV4_GROUP);

        assertThat(packet.trailer().orElseThrow().verifies(KEY)).isFalse();
    }

    @ParameterizedTest(name = "byte {0}")
    @ValueSource(ints = {1, 2, 5, 8, 11, 13, 16, 20, 23, 24, 39})
    void aChangeOfAnythingButTheChecksumIsNoticed(int offset) {
        byte[] bytes = HexFormat.of().parseHex(IPV4_IMAGE);
        bytes[offset] ^= 1;
        bytes[6] = 0;
        bytes[7] = 0;
        int checksum = Checksum.of(bytes, 0, 12);
        bytes[6] = (byte) (checksum >> 8);
        bytes[7] = (byte) checksum;
        var packet = (Packet) VrrpCodec.decode(bytes, IPV4_SOURCE, IPV4_GROUP);

        assertThat(packet.trailer().orElseThrow().verifies(KEY)
                        && packet.trailer().get().keyNumber() == 1)
                .isFalse();
    }

    @ParameterizedTest(name = "byte {0}")
    @ValueSource(ints = {12, 14, 15})
    void anotherKindOfTrailerIsMalformed(int offset) {
        byte[] bytes = HexFormat.of().parseHex(IPV4_IMAGE);
        bytes[offset] ^= 2;

        assertThat(VrrpCodec.decode(bytes, IPV4_SOURCE, IPV4_GROUP))
                .isInstanceOfSatisfying(
                        Dropped.class, dropped -> assertThat(dropped.reason()).isEqualTo(DropReason.MALFORMED));
    }

    @Test
    void version2HasOneBehindItsAuthenticationData() {
        byte[] bytes = VrrpCodec.encode(
                advertisement(Version.V2, "192.0.2.100"),
                HMAC,
                SEQUENCE,
                ChecksumForm.PSEUDO_HEADER,
                IPV4_SOURCE,
                IPV4_GROUP);
        var packet = (Packet) VrrpCodec.decode(bytes, IPV4_SOURCE, IPV4_GROUP);

        assertThat(bytes).hasSize(8 + 4 + 8 + 28);
        assertThat(packet.authentication()).isEqualTo(new None());
        assertThat(packet.trailer().orElseThrow().verifies(KEY)).isTrue();
    }

    @Test
    void whoOnlyReceivesSendsNone() {
        var listening = new Hmac(HMAC.keys(), 1, HMAC.windowSeconds(), Mode.RECEIVE_ONLY);

        assertThat(VrrpCodec.encode(
                        advertisement(Version.V3, "192.0.2.100"),
                        listening,
                        SEQUENCE,
                        ChecksumForm.MESSAGE_ONLY,
                        IPV4_SOURCE,
                        IPV4_GROUP))
                .hasSize(12);
    }

    private static Advertisement advertisement(Version version, String address) {
        return new Advertisement(version, 51, 200, 1_000_000_000L, List.of(InetAddress.ofLiteral(address)));
    }
}
