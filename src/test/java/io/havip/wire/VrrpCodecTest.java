package io.havip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Authentication.Key;
import io.havip.vrrp.Authentication.Password;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Family;
import io.havip.vrrp.Version;
import io.havip.wire.VrrpCodec.Decoded.Dropped;
import io.havip.wire.VrrpCodec.Decoded.Packet;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VrrpCodecTest {
    private static final InetAddress SOURCE = InetAddress.ofLiteral("10.77.0.1");
    private static final InetAddress GROUP = InetAddress.ofLiteral("224.0.0.18");
    private static final InetAddress SOURCE_IPV6 = InetAddress.ofLiteral("fe80::1");
    private static final InetAddress GROUP_IPV6 = InetAddress.ofLiteral("ff02::12");
    private static final long SECOND = 1_000_000_000L;
    private static final long UNSIGNED = 0;
    private static final Authentication NONE = new Authentication.None();

    private static final Advertisement VERSION_2 =
            new Advertisement(Version.V2, 51, 100, SECOND, List.of(InetAddress.ofLiteral("10.77.0.100")));
    private static final Advertisement VERSION_3 = new Advertisement(
            Version.V3,
            51,
            150,
            SECOND / 10,
            List.of(InetAddress.ofLiteral("10.77.0.100"), InetAddress.ofLiteral("10.77.0.101")));
    private static final Advertisement VERSION_3_IPV6 = new Advertisement(
            Version.V3,
            51,
            0,
            SECOND,
            List.of(InetAddress.ofLiteral("fe80::100"), InetAddress.ofLiteral("fd00:77::100")));

    /** Laid out by hand after RFC 3768 section 5.1, with the checksum of its 16-bit words. */
    @Test
    void version2EndsInEightBytesOfAuthentication() {
        assertThat(hex(encode(VERSION_2, new Password("1111"), ChecksumForm.PSEUDO_HEADER)))
                .isEqualTo("21336401" + "0101" + "0cb7" + "0a4d0064" + "3131313100000000");
        assertThat(hex(encode(VERSION_2, NONE, ChecksumForm.PSEUDO_HEADER)))
                .isEqualTo("21336401" + "0001" + "7019" + "0a4d0064" + "0000000000000000");
    }

    /** RFC 9568 section 5.1: 12 bits of interval, in centiseconds. */
    @Test
    void version3CarriesItsIntervalInCentiseconds() {
        var slow = new Advertisement(Version.V3, 51, 150, 4095 * SECOND / 100, VERSION_3.addresses());

        assertThat(hex(encode(VERSION_3, NONE, ChecksumForm.PSEUDO_HEADER))).startsWith("31339602" + "000a");
        assertThat(hex(encode(slow, NONE, ChecksumForm.PSEUDO_HEADER))).startsWith("31339602" + "0fff");
    }

    /** What keepalived 2.2.7 and 2.3.3 send of a virtual router that has no address. */
    @Test
    void anAdvertisementMayCountNoAddresses() {
        var version2 = new Advertisement(Version.V2, 81, 150, SECOND, List.of());
        var version3 = new Advertisement(Version.V3, 81, 150, SECOND, List.of());
        byte[] ipv6 = VrrpCodec.encode(version3, NONE, UNSIGNED, ChecksumForm.PSEUDO_HEADER, SOURCE_IPV6, GROUP_IPV6);

        assertThat(hex(encode(version2, NONE, ChecksumForm.PSEUDO_HEADER)))
                .isEqualTo("21519600" + "0001" + "48ad" + "0000000000000000");
        assertThat(hex(encode(version3, NONE, ChecksumForm.MESSAGE_ONLY))).isEqualTo("31519600" + "0064" + "384a");
        assertThat(VrrpCodec.decode(ipv6, SOURCE_IPV6, GROUP_IPV6))
                .isEqualTo(new Packet(version3, NONE, Optional.empty(), Optional.empty()));
    }

    /** As many as keepalived 2.2.7 and 2.3.3 advertise of too many. */
    @ParameterizedTest
    @CsvSource({
        "V2, IPV4, 1500, 255",
        "V2, IPV4, 576, 131",
        "V3, IPV4, 576, 133",
        "V3, IPV6, 1500, 89",
        "V3, IPV6, 60, 0"
    })
    void hasRoomForAsManyAddressesAsTheMtuAllows(Version version, Family family, int mtu, int room) {
        assertThat(VrrpCodec.room(version, family, NONE, mtu)).isEqualTo(room);
    }

    @Test
    void aTrailerTakesRoomToo() {
        var signing =
                new Hmac(Map.of(1, new Key("ab".repeat(Key.BYTES_MIN))), 1, OptionalInt.empty(), Hmac.Mode.ENFORCE);

        assertThat(VrrpCodec.room(Version.V3, Family.IPV6, signing, 1500)).isEqualTo(88);
    }

    @Test
    void ignoresTheReservedBitsOfVersion3() {
        byte[] bytes = mended(encode(VERSION_3, NONE, ChecksumForm.MESSAGE_ONLY), it -> it[4] |= (byte) 0xf0);

        assertThat(VrrpCodec.decode(bytes, SOURCE, GROUP))
                .isEqualTo(new Packet(VERSION_3, NONE, Optional.of(ChecksumForm.MESSAGE_ONLY), Optional.empty()));
    }

    static Stream<Arguments> roundTrips() {
        return Stream.of(
                Arguments.of(VERSION_2, NONE, ChecksumForm.PSEUDO_HEADER, Optional.empty()),
                Arguments.of(VERSION_2, new Password("12345678"), ChecksumForm.PSEUDO_HEADER, Optional.empty()),
                Arguments.of(VERSION_2, new Password("\u00e9"), ChecksumForm.MESSAGE_ONLY, Optional.empty()),
                Arguments.of(VERSION_3, NONE, ChecksumForm.PSEUDO_HEADER, Optional.of(ChecksumForm.PSEUDO_HEADER)),
                Arguments.of(VERSION_3, NONE, ChecksumForm.MESSAGE_ONLY, Optional.of(ChecksumForm.MESSAGE_ONLY)),
                Arguments.of(VERSION_3_IPV6, NONE, ChecksumForm.MESSAGE_ONLY, Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource("roundTrips")
    void decodesWhatItEncoded(
            Advertisement advertisement,
            Authentication authentication,
            ChecksumForm form,
            Optional<ChecksumForm> seen) {
        boolean ipv6 = advertisement.equals(VERSION_3_IPV6);

        assertThat(VrrpCodec.decode(
                        encode(advertisement, authentication, form),
                        ipv6 ? SOURCE_IPV6 : SOURCE,
                        ipv6 ? GROUP_IPV6 : GROUP))
                .isEqualTo(new Packet(advertisement, authentication, seen, Optional.empty()));
    }

    /** Java makes an IPv4 address of it, where one lets it. */
    @Test
    void anIpv4MappedAddressStaysIpv6() {
        var mapped = IpAddress.of(HexFormat.of().parseHex("00000000000000000000ffff0a4d0064"));
        var advertisement = new Advertisement(Version.V3, 51, 150, SECOND, List.of(SOURCE_IPV6, mapped));

        assertThat(VrrpCodec.decode(
                        VrrpCodec.encode(
                                advertisement, NONE, UNSIGNED, ChecksumForm.PSEUDO_HEADER, SOURCE_IPV6, GROUP_IPV6),
                        SOURCE_IPV6,
                        GROUP_IPV6))
                .isEqualTo(new Packet(advertisement, NONE, Optional.empty(), Optional.empty()));
    }

    /** keepalived up to 1.3.6 took the group's address for the peer's. */
    @Test
    void hearsAndSpeaksTheOldChecksumOfUnicast() {
        var peer = InetAddress.ofLiteral("10.77.0.2");
        byte[] old = VrrpCodec.encode(VERSION_3, NONE, UNSIGNED, ChecksumForm.MULTICAST_PSEUDO_HEADER, SOURCE, peer);

        assertThat(VrrpCodec.decode(old, SOURCE, peer))
                .isEqualTo(new Packet(
                        VERSION_3, NONE, Optional.of(ChecksumForm.MULTICAST_PSEUDO_HEADER), Optional.empty()));
        assertThat(old)
                .isEqualTo(VrrpCodec.encode(VERSION_3, NONE, UNSIGNED, ChecksumForm.PSEUDO_HEADER, SOURCE, GROUP));
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage("too short", VERSION_3, DropReason.LENGTH, it -> Arrays.copyOf(it, 7)),
                damage("version 4", VERSION_3, DropReason.VERSION, it -> with(it, 0, 0x41)),
                damage("type 2", VERSION_3, DropReason.TYPE, it -> with(it, 0, 0x32)),
                damage("one address less than counted", VERSION_3, DropReason.TOTAL_LENGTH, it -> with(it, 3, 3)),
                damage("no authentication", VERSION_2, DropReason.TOTAL_LENGTH, it -> Arrays.copyOf(it, 12)),
                damage("a changed bit", VERSION_3, DropReason.CHECKSUM, it -> with(it, 9, 0x4c)),
                damage("a changed bit", VERSION_2, DropReason.CHECKSUM, it -> with(it, 9, 0x4c)),
                damage("interval 0", VERSION_3, DropReason.MALFORMED, it -> mended(it, b -> b[5] = 0)),
                damage("VRID 0", VERSION_3, DropReason.MALFORMED, it -> mended(it, b -> b[1] = 0)),
                damage(
                        "authentication type 2",
                        VERSION_2,
                        DropReason.AUTHENTICATION_TYPE,
                        it -> mended(it, b -> b[4] = 2)));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("damages")
    void namesTheReasonWhyItIsDropped(String name, byte[] bytes, DropReason reason) {
        assertThat(VrrpCodec.decode(bytes, SOURCE, GROUP))
                .isInstanceOfSatisfying(
                        Dropped.class, dropped -> assertThat(dropped.reason()).isEqualTo(reason));
    }

    @Test
    void version2IsOfIpv4Only() {
        assertThat(VrrpCodec.decode(encode(VERSION_2, NONE, ChecksumForm.PSEUDO_HEADER), SOURCE_IPV6, GROUP_IPV6))
                .isInstanceOfSatisfying(
                        Dropped.class, dropped -> assertThat(dropped.reason()).isEqualTo(DropReason.VERSION));
    }

    /** Most of them with a right checksum, so that they get past it. */
    @Test
    void neverThrowsAtWhatAStrangerSends() {
        var random = new Random(20_260_101);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (bytes.length >= 8 && i % 4 != 0) {
                bytes[0] = (byte) (i % 2 == 0 ? 0x21 : 0x31);
                bytes[3] = (byte) ((bytes.length - 8) / 4 - (i % 2 == 0 ? 2 : 0));
                bytes = mended(bytes, _ -> {});
            }
            assertThat(VrrpCodec.decode(bytes, SOURCE, GROUP)).isNotNull();
            assertThat(VrrpCodec.decode(bytes, SOURCE_IPV6, GROUP_IPV6)).isNotNull();
        }
    }

    private static Arguments damage(
            String name, Advertisement advertisement, DropReason reason, UnaryOperator<byte[]> change) {
        return Arguments.of(name, change.apply(encode(advertisement, NONE, ChecksumForm.MESSAGE_ONLY)), reason);
    }

    private static byte[] encode(Advertisement advertisement, Authentication authentication, ChecksumForm form) {
        boolean ipv6 = advertisement.equals(VERSION_3_IPV6);
        return VrrpCodec.encode(
                advertisement, authentication, UNSIGNED, form, ipv6 ? SOURCE_IPV6 : SOURCE, ipv6 ? GROUP_IPV6 : GROUP);
    }

    private static byte[] with(byte[] bytes, int offset, int value) {
        bytes[offset] = (byte) value;
        return bytes;
    }

    /** Changes something and makes the checksum, over the message only, right again. */
    private static byte[] mended(byte[] bytes, Consumer<byte[]> change) {
        change.accept(bytes);
        bytes[6] = 0;
        bytes[7] = 0;
        int checksum = Checksum.of(bytes, 0, bytes.length);
        bytes[6] = (byte) (checksum >> 8);
        bytes[7] = (byte) checksum;
        return bytes;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void whomAPacketIsForIsReadBeforeAllElse() {
        assertThat(VrrpCodec.vrid(encode(VERSION_2, NONE, ChecksumForm.PSEUDO_HEADER)))
                .isEqualTo(51);
        assertThat(VrrpCodec.vrid(new byte[] {0x31, -1})).isEqualTo(255);
        assertThat(VrrpCodec.vrid(new byte[] {0x31})).isZero();
        assertThat(VrrpCodec.vrid(new byte[0])).isZero();
    }
}
