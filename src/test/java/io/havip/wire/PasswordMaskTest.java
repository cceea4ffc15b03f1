package io.havip.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Version;
import io.havip.wire.Dissector.Dissection;
import io.havip.wire.VrrpCodec.Decoded;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordMaskTest {
    private static final InetAddress SOURCE = InetAddress.ofLiteral("10.9.0.1");
    private static final InetAddress GROUP = InetAddress.ofLiteral("224.0.0.18");
    private static final int PAYLOAD = 34;

    private static byte[] frame(Version version, Authentication authentication, int addresses) {
        var advertisement = new Advertisement(
                version,
                51,
                100,
                1_000_000_000L,
                new ArrayList<>(Collections.nCopies(addresses, InetAddress.ofLiteral("10.9.0.100"))));
        return Recording.ethernet(
                MacAddress.BROADCAST,
                SOURCE,
                GROUP,
                VrrpCodec.encode(advertisement, authentication, 1, ChecksumForm.PSEUDO_HEADER, SOURCE, GROUP));
    }

    private static Decoded decoded(byte[] frame) {
        return ((Dissection.Vrrp) Dissector.dissect(new CapturedFrame(1, "eth0", 1, 0, frame.length, frame, "")))
                .decoded();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s", "secret", "12345678", "********", "\u00ff\u00fe\u00ff\u00ff\u0001"})
    void asterisksStandForThePasswordWhateverItsLengthAndTheAdvertisementStaysRight(String password) {
        for (int addresses : new int[] {0, 1, 20}) {
            byte[] sent = frame(Version.V2, new Authentication.Password(password), addresses);
            byte[] masked = PasswordMask.masked(sent);

            assertThat(text(masked)).endsWith("********");
            assertThat(masked).hasSameSizeAs(sent);
            var packet = (Decoded.Packet) decoded(masked);
            assertThat(packet.authentication()).isEqualTo(new Authentication.Password("********"));
            assertThat(packet.advertisement()).isEqualTo(((Decoded.Packet) decoded(sent)).advertisement());
        }
    }

    @Test
    void theChecksumTellsNothingOfThePassword() {
        var masked = List.of("secret", "another", "s").stream()
                .map(password -> text(PasswordMask.masked(frame(Version.V2, new Authentication.Password(password), 1))))
                .distinct();

        assertThat(masked).hasSize(1);
    }

    @Test
    void aWrongChecksumStaysWrong() {
        byte[] sent = frame(Version.V2, new Authentication.Password("secret"), 1);
        sent[PAYLOAD + 2]--;

        assertThat(decoded(PasswordMask.masked(sent))).isEqualTo(new Decoded.Dropped(DropReason.CHECKSUM));
    }

    @Test
    void whatHasNoPasswordStaysAsItIs() {
        for (var sent : List.of(
                frame(Version.V2, new Authentication.None(), 1),
                frame(Version.V3, new Authentication.None(), 1),
                GratuitousArp.request(MacAddress.BROADCAST, (Inet4Address) SOURCE),
                new byte[0])) {
            assertThat(PasswordMask.masked(sent)).isSameAs(sent);
        }
    }

    @Test
    void ofWhatIsNotAsItOughtToBeNothingIsLeftThatMayBeOne() {
        byte[] sent = frame(Version.V2, new Authentication.Password("secret"), 3);
        for (int count = 0; count < 256; count++) {
            for (int length : new int[] {0, 20, 40, sent.length - 15, sent.length - 14, sent.length, 65_535}) {
                byte[] wrong = sent.clone();
                wrong[PAYLOAD + 3] = (byte) count;
                ByteBuffer.wrap(wrong).putShort(16, (short) length);

                assertThat(text(PasswordMask.masked(wrong)))
                        .doesNotContain("sec")
                        .doesNotContain("ret");
            }
        }
        for (int length = 0; length < sent.length; length++) {
            byte[] cut = Arrays.copyOf(sent, length);
            assertThat(text(PasswordMask.masked(cut))).doesNotContain("sec");
        }
    }

    /** No standard has version 2 over IPv6, and somebody may send it all the same. */
    @Test
    void overIpv6ItIsMaskedToo() {
        byte[] ipv4 = frame(Version.V2, new Authentication.Password("secret"), 0);
        byte[] message = Arrays.copyOfRange(ipv4, PAYLOAD, ipv4.length);
        byte[] sent = Recording.ethernet(
                MacAddress.BROADCAST, InetAddress.ofLiteral("fe80::1"), InetAddress.ofLiteral("ff02::12"), message);

        byte[] masked = PasswordMask.masked(sent);

        assertThat(text(masked))
                .startsWith(text(Arrays.copyOf(sent, 14 + 40 + 6)))
                .endsWith("********");
        assertThat(masked).hasSameSizeAs(sent);
    }

    @Test
    void whatCarriesSomethingElseStaysAsItIs() {
        byte[] other = new byte[33];
        Arrays.fill(other, (byte) 0x21);
        byte[] ipv6 = Recording.ethernet(
                MacAddress.BROADCAST, InetAddress.ofLiteral("fe80::1"), InetAddress.ofLiteral("ff02::12"), other);
        ipv6[14 + 6] = 6;

        assertThat(PasswordMask.masked(other)).isSameAs(other);
        assertThat(PasswordMask.masked(ipv6)).isSameAs(ipv6);
    }
}
