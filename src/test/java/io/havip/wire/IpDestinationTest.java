package io.havip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IpDestinationTest {
    private static final InetAddress IPV4 = InetAddress.ofLiteral("10.77.0.100");
    private static final InetAddress IPV6 = InetAddress.ofLiteral("fd00:77::100");
    private static final byte[] IPV4_FRAME = frame(0x0800, 0x45, 20, 16, IPV4);
    private static final byte[] IPV6_FRAME = frame(0x86dd, 0x60, 40, 24, IPV6);

    @Test
    void itIsThatOfTheHeader() {
        assertThat(IpDestination.of(IPV4_FRAME)).contains(IPV4);
        assertThat(IpDestination.of(IPV6_FRAME)).contains(IPV6);
    }

    @Test
    void whatFollowsTheHeaderDoesNotMatter() {
        assertThat(IpDestination.of(Arrays.copyOf(IPV4_FRAME, 64))).contains(IPV4);
    }

    @Test
    void whatIsCutOffHasNone() {
        for (byte[] frame : new byte[][] {IPV4_FRAME, IPV6_FRAME}) {
            for (int length = 0; length < frame.length; length++) {
                assertThat(IpDestination.of(Arrays.copyOf(frame, length))).isEmpty();
            }
        }
    }

    @Test
    void aFrameThatSaysOneVersionAndHasAnotherHasNone() {
        assertThat(IpDestination.of(frame(0x0800, 0x65, 40, 16, IPV4))).isEmpty();
        assertThat(IpDestination.of(frame(0x86dd, 0x45, 40, 24, IPV6))).isEmpty();
    }

    @Test
    void otherFramesHaveNone() {
        var mac = MacAddress.parse("02:00:00:00:00:2a");
        assertThat(IpDestination.of(GratuitousArp.request(mac, (Inet4Address) IPV4)))
                .isEmpty();
        assertThat(IpDestination.of(NeighbourAdvertisement.unsolicited(mac, (Inet6Address) IPV6, true)))
                .contains(InetAddress.ofLiteral("ff02::1"));
    }

    @Test
    void anyBytesAreReadWithoutAnError() {
        var random = new Random(9568);
        for (int round = 0; round < 20_000; round++) {
            byte[] frame = Arrays.copyOf(round % 2 == 0 ? IPV4_FRAME : IPV6_FRAME, random.nextInt(70));
            for (int flips = random.nextInt(4); flips > 0 && frame.length > 0; flips--) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt();
            }
            assertThatNoException().isThrownBy(() -> IpDestination.of(frame));
        }
    }

    private static byte[] frame(int type, int version, int length, int offset, InetAddress destination) {
        return ByteBuffer.allocate(14 + length)
                .putShort(12, (short) type)
                .put(14, (byte) version)
                .put(14 + offset, destination.getAddress())
                .array();
    }
}
