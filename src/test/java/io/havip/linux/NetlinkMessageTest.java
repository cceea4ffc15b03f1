package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.havip.linux.NetlinkEvent.AddressAdded;
import io.havip.linux.NetlinkEvent.AddressRemoved;
import io.havip.linux.NetlinkEvent.LinkChanged;
import io.havip.linux.NetlinkEvent.LinkRemoved;
import io.havip.wire.MacAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class NetlinkMessageTest {

    private static final Link ETH0 =
            new Link(7, "eth0", true, true, Optional.of(MacAddress.parse("02:00:00:00:00:2a")), 1500);

    @Test
    void aLink() {
        assertThat(events(link(16, 0, 0x41, "02000000002a"))).containsExactly(new LinkChanged(ETH0));
        assertThat(events(link(17, 0, 0x41, "02000000002a"))).containsExactly(new LinkRemoved(ETH0));
    }

    @Test
    void aLinkThatIsUpWithoutCarrierDoesNotRun() {
        assertThat(events(link(16, 0, 0x1, "02000000002a"))).singleElement().satisfies(event -> {
            var link = ((LinkChanged) event).link();
            assertThat(link.up()).isTrue();
            assertThat(link.running()).isFalse();
        });
    }

    @Test
    void aLinkOfAnotherKindHasNoMacAddress() {
        assertThat(events(link(16, 0, 0x41, "0a4d0001")))
                .singleElement()
                .satisfies(event -> assertThat(((LinkChanged) event).link().hardwareAddress())
                        .isEmpty());
    }

    @Test
    void aLinkThatLeavesABridgeIsNotRemoved() {
        int bridge = 7;

        assertThat(events(link(17, bridge, 0x41, "02000000002a"))).isEmpty();
    }

    @Test
    void anIpv4AddressIsTheLocalOneAndNotThePeers() {
        byte[] message = message(
                20,
                bytes("02188000 07000000"),
                attribute(1, bytes("0a4d00fe")),
                attribute(2, bytes("0a4d0001")),
                attribute(8, bytes("80020000")),
                attribute(6, bytes("03000000 05000000 00000000 00000000")));

        assertThat(events(message))
                .containsExactly(new AddressAdded(new InterfaceAddress(
                        7,
                        InetAddress.ofLiteral("10.77.0.1"),
                        24,
                        Optional.of(InetAddress.ofLiteral("10.77.0.254")),
                        0,
                        0x280,
                        5)));
    }

    @Test
    void anIpv6AddressEqualsTheOneOfAConfiguration() {
        byte[] message = message(
                21,
                bytes("0a4080fd 07000000"),
                attribute(1, bytes("fe800000000000000000000000000001")),
                attribute(6, bytes("ffffffff ffffffff 00000000 00000000")));

        assertThat(events(message))
                .containsExactly(new AddressRemoved(new InterfaceAddress(
                        7,
                        InetAddress.ofLiteral("fe80::1"),
                        64,
                        Optional.empty(),
                        253,
                        0x80,
                        InterfaceAddress.FOREVER)));
    }

    @Test
    void anErrorSaysWhy() {
        byte[] refusal = message(
                2,
                bytes("eaffffff 14000000 14000500 01000000 00000000"),
                attribute(1, "ipv4: Invalid prefix length\0".getBytes(StandardCharsets.UTF_8)));

        assertThat(decode(refusal)).singleElement().satisfies(message -> {
            assertThat(message.type()).isEqualTo(NetlinkMessage.ERROR);
            assertThat(message.errno()).isEqualTo(Errno.EINVAL);
            assertThat(message.explanation()).contains("ipv4: Invalid prefix length");
        });
    }

    @Test
    void severalMessagesShareADatagram() {
        byte[] both = concatenate(link(16, 0, 0x41, "02000000002a"), link(17, 0, 0x41, "02000000002a"));

        assertThat(events(both)).containsExactly(new LinkChanged(ETH0), new LinkRemoved(ETH0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void aMessageOfAnImpossibleLengthEndsTheDatagram(int length) {
        byte[] message = link(16, 0, 0x41, "02000000002a");
        ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).putInt(0, length);

        assertThat(events(concatenate(link(17, 0, 0x41, "02000000002a"), message)))
                .containsExactly(new LinkRemoved(ETH0));
    }

    @Test
    void anyBytesAreDecodedWithoutAnErrorAndToAnEnd() {
        byte[] whole = concatenate(
                link(16, 0, 0x41, "02000000002a"),
                message(20, bytes("02188000 07000000"), attribute(2, bytes("0a4d0001")), attribute(6, new byte[16])));
        var random = new Random(9568);
        for (int round = 0; round < 50_000; round++) {
            byte[] datagram = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            for (int flips = random.nextInt(4); flips > 0 && datagram.length > 0; flips--) {
                datagram[random.nextInt(datagram.length)] = (byte) random.nextInt();
            }
            assertThatNoException()
                    .isThrownBy(() -> decode(datagram).forEach(message -> {
                        message.event();
                        message.errno();
                        message.explanation();
                    }));
        }
    }

    private static List<NetlinkEvent> events(byte[] datagram) {
        return decode(datagram).stream()
                .flatMap(message -> message.event().stream())
                .toList();
    }

    private static List<NetlinkMessage> decode(byte[] datagram) {
        return NetlinkMessage.decode(ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder()));
    }

    private static byte[] link(int type, int family, int flags, String hardwareAddress) {
        byte[] header = bytes("00000100 07000000 00000000 00000000");
        header[0] = (byte) family;
        header[8] = (byte) flags;
        return message(
                type,
                header,
                attribute(3, "eth0\0".getBytes(StandardCharsets.UTF_8)),
                attribute(4, bytes("dc050000")),
                attribute(1, bytes(hardwareAddress)));
    }

    private static byte[] message(int type, byte[]... parts) {
        byte[] body = concatenate(parts);
        return ByteBuffer.allocate(16 + body.length)
                .order(ByteOrder.nativeOrder())
                .putInt(16 + body.length)
                .putShort((short) type)
                .putShort((short) 0)
                .putInt(1)
                .putInt(0)
                .put(body)
                .array();
    }

    /** Padded to a multiple of four, which its length does not include. */
    private static byte[] attribute(int type, byte[] value) {
        return ByteBuffer.allocate((4 + value.length + 3) & ~3)
                .order(ByteOrder.nativeOrder())
                .putShort((short) (4 + value.length))
                .putShort((short) type)
                .put(value)
                .array();
    }

    private static byte[] concatenate(byte[]... parts) {
        var all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        Arrays.stream(parts).forEach(all::put);
        return all.array();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
