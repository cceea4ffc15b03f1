package io.havip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressClaimTest {

    private static final MacAddress SENDER = MacAddress.parse("02:00:00:00:00:2a");
    private static final Inet4Address IPV4 = Inet4Address.ofLiteral("10.77.0.100");
    private static final Inet6Address IPV6 = (Inet6Address) InetAddress.ofLiteral("fd00:77::100");

    @Test
    void bothFormsOfGratuitousArpAreClaims() {
        assertThat(AddressClaim.decode(GratuitousArp.request(SENDER, IPV4)))
                .contains(new AddressClaim(IPV4, SENDER, true));
        assertThat(AddressClaim.decode(GratuitousArp.reply(SENDER, IPV4)))
                .contains(new AddressClaim(IPV4, SENDER, true));
    }

    @Test
    void anOrdinaryArpRequestClaimsTheAddressOfItsSender() {
        byte[] frame = GratuitousArp.request(SENDER, IPV4);
        int targetAddress = 38;
        frame[targetAddress + 3] = 1;

        assertThat(AddressClaim.decode(frame)).contains(new AddressClaim(IPV4, SENDER, false));
    }

    @Test
    void anArpProbeClaimsNothing() {
        assertThat(AddressClaim.decode(GratuitousArp.request(SENDER, Inet4Address.ofLiteral("0.0.0.0"))))
                .isEmpty();
    }

    @Test
    void aFrameMayBePaddedToTheMinimumOfEthernet() {
        assertThat(AddressClaim.decode(Arrays.copyOf(GratuitousArp.request(SENDER, IPV4), 60)))
                .contains(new AddressClaim(IPV4, SENDER, true));
        assertThat(AddressClaim.decode(Arrays.copyOf(NeighbourAdvertisement.unsolicited(SENDER, IPV6, true), 100)))
                .contains(new AddressClaim(IPV6, SENDER, true));
    }

    @Test
    void aNeighbourAdvertisementIsAClaim() {
        assertThat(AddressClaim.decode(NeighbourAdvertisement.unsolicited(SENDER, IPV6, false)))
                .contains(new AddressClaim(IPV6, SENDER, true));
    }

    @Test
    void aNeighbourAdvertisementThatWasAskedForIsAClaim() {
        byte[] frame = NeighbourAdvertisement.unsolicited(SENDER, IPV6, false);
        frame[14 + 40 + 4] |= 0x40;
        rewriteChecksum(frame);

        assertThat(AddressClaim.decode(frame)).contains(new AddressClaim(IPV6, SENDER, false));
    }

    @Test
    void aNeighbourAdvertisementWithoutOptionNamesTheSenderOfItsFrame() {
        byte[] withOption = NeighbourAdvertisement.unsolicited(SENDER, IPV6, false);
        byte[] frame = Arrays.copyOf(withOption, withOption.length - 8);
        frame[19] = 24;
        rewriteChecksum(frame);

        assertThat(AddressClaim.decode(frame)).contains(new AddressClaim(IPV6, SENDER, true));
    }

    @ParameterizedTest
    @CsvSource({
        "6, next header",
        "7, hop limit",
        "40, type",
        "41, code",
        "42, checksum",
        "48, target",
        "8, source address",
    })
    void aNeighbourAdvertisementThatFailsACheckOfTheStandardIsIgnored(int ipOffset, String check) {
        byte[] frame = NeighbourAdvertisement.unsolicited(SENDER, IPV6, false);
        frame[14 + ipOffset] ^= 1;

        assertThat(AddressClaim.decode(frame)).as(check).isEmpty();
    }

    @Test
    void anOptionOfNoLengthEndsTheMessage() {
        byte[] frame = NeighbourAdvertisement.unsolicited(SENDER, IPV6, false);
        frame[14 + 40 + 24] = 1;
        frame[14 + 40 + 25] = 0;
        rewriteChecksum(frame);

        assertThat(AddressClaim.decode(frame)).contains(new AddressClaim(IPV6, SENDER, true));
    }

    @Test
    void otherTrafficIsNoClaim() {
        assertThat(AddressClaim.decode(HexFormat.of().parseHex("ffffffffffff02000000002a0800" + "45".repeat(40))))
                .isEmpty();
    }

    @Test
    void whatIsCutOffIsNoClaim() {
        for (byte[] frame : whole()) {
            for (int length = 0; length < frame.length; length++) {
                assertThat(AddressClaim.decode(Arrays.copyOf(frame, length))).isEmpty();
            }
        }
    }

    @Test
    void anyBytesAreDecodedWithoutAnError() {
        var random = new Random(9568);
        for (byte[] whole : whole()) {
            for (int round = 0; round < 20_000; round++) {
                byte[] frame = Arrays.copyOf(whole, random.nextInt(whole.length + 20));
                for (int flips = random.nextInt(4); flips > 0 && frame.length > 0; flips--) {
                    frame[random.nextInt(frame.length)] = (byte) random.nextInt();
                }
                assertThatNoException().isThrownBy(() -> AddressClaim.decode(frame));
            }
        }
    }

    private static byte[][] whole() {
        return new byte[][] {GratuitousArp.request(SENDER, IPV4), NeighbourAdvertisement.unsolicited(SENDER, IPV6, true)
        };
    }

    private static void rewriteChecksum(byte[] frame) {
        frame[56] = 0;
        frame[57] = 0;
        int checksum = Checksum.of(IPV6, InetAddress.ofLiteral("ff02::1"), 58, frame, 54, frame.length - 54);
        frame[56] = (byte) (checksum >> 8);
        frame[57] = (byte) checksum;
    }

    /** Who forwards it may put an address of its own into the frame. */
    @Test
    void whoIsNamedInTheOptionCountsAndNotWhoSentTheFrame() {
        byte[] frame = NeighbourAdvertisement.unsolicited(SENDER, IPV6, false);
        frame[11] = 0x2b;

        assertThat(AddressClaim.decode(frame)).contains(new AddressClaim(IPV6, SENDER, true));
    }

    @Test
    void optionsOfOtherKindsArePassedOver() {
        byte[] plain = NeighbourAdvertisement.unsolicited(SENDER, IPV6, false);
        int option = plain.length - 8;
        byte[] frame = Arrays.copyOf(plain, plain.length + 16);
        Arrays.fill(frame, option, option + 16, (byte) 0);
        frame[option] = 14;
        frame[option + 1] = 2;
        System.arraycopy(plain, option, frame, option + 16, 8);
        frame[11] = 0x2b;
        frame[19] = 48;
        rewriteChecksum(frame);

        assertThat(AddressClaim.decode(frame)).contains(new AddressClaim(IPV6, SENDER, true));
    }
}
