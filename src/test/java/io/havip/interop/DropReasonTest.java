package io.havip.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.gateway.Node;
import io.havip.gateway.settings.Instances;
import io.havip.gateway.settings.Transport;
import io.havip.linux.FrameSender;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Authentication.Password;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Version;
import io.havip.wire.Checksum;
import io.havip.wire.ChecksumForm;
import io.havip.wire.MacAddress;
import io.havip.wire.VrrpCodec;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** For each reason a packet, made by hand, that a gateway receives from its network and drops for this reason alone. */
@Execution(ExecutionMode.CONCURRENT)
class DropReasonTest {
    private static final InetAddress GATEWAY = InetAddress.ofLiteral("10.77.0.1");
    private static final InetAddress PEER = InetAddress.ofLiteral("10.77.0.2");
    private static final InetAddress STRANGER = InetAddress.ofLiteral("10.77.0.3");
    private static final InetAddress GROUP = InetAddress.ofLiteral("224.0.0.18");
    private static final String GROUP_MAC = "01:00:5e:00:00:12";
    private static final int IP_HEADER_BYTES = 20;
    private static final int LINK_LOCAL = 255;
    private static final int PRIORITY = 200;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final Authentication HMAC = Instances.HMAC;
    private static final Authentication NONE = new Authentication.None();

    private final Instances multicast = Instances.withPriority(100);
    private final Instances version2 = multicast.version2(1, NONE);
    private final Instances signed = multicast.authentication(HMAC);
    private final Instances secured = multicast.version2(1, new Password("1111"));

    private NetworkLab lab;

    /**
     * A packet for a gateway.
     *
     * @param gateway how that is configured
     * @param payload what the IP packet carries
     */
    private record Case(Instances gateway, byte[] payload, InetAddress source, InetAddress destination, int hopLimit) {
        static Case multicast(Instances gateway, byte[] payload) {
            return new Case(gateway, payload, PEER, GROUP, LINK_LOCAL);
        }
    }

    @BeforeEach
    void connectTwoHosts() {
        lab = NetworkLab.create();
        for (var host : List.of("one", "two")) {
            lab.namespace(host);
        }
        lab.connect("one", "eth0", GATEWAY.getHostAddress() + "/24");
        lab.connect("two", "eth0", PEER.getHostAddress() + "/24");
    }

    @AfterEach
    void removeThem() {
        NetworkLab.close(lab);
    }

    private Case packetFor(DropReason reason) {
        return switch (reason) {
            case LENGTH -> Case.multicast(multicast, Arrays.copyOf(version3(), 7));
            case HOP_LIMIT -> new Case(multicast, version3(), PEER, GROUP, 64);
            case VERSION -> Case.multicast(multicast, version2(1, NONE));
            case TYPE -> Case.multicast(multicast, mended(version3(), bytes -> bytes[0] = 0x32));
            case VRID -> Case.multicast(multicast, mended(version3(), bytes -> bytes[1] = Instances.VRID + 1));
            case TOTAL_LENGTH -> Case.multicast(multicast, mended(version3(), bytes -> bytes[3] = 2));
            case CHECKSUM -> Case.multicast(multicast, damaged(version3()));
            case MALFORMED -> Case.multicast(multicast, mended(version3(), bytes -> bytes[5] = 0));
            case AUTHENTICATION_TYPE -> Case.multicast(secured, version2(1, NONE));
            case AUTHENTICATION -> Case.multicast(secured, version2(1, new Password("2222")));
            case STALE -> Case.multicast(signed, signed(System.currentTimeMillis() / 1000 - 60));
            case REPLAY -> Case.multicast(signed, signed(System.currentTimeMillis() / 1000));
            case DESTINATION -> new Case(multicast, version3(), PEER, GATEWAY, LINK_LOCAL);
            case SOURCE -> new Case(multicast.unicast("10.77.0.2"), version3(), STRANGER, GATEWAY, LINK_LOCAL);
            case OWN_SOURCE -> new Case(multicast, version3(), GATEWAY, GROUP, LINK_LOCAL);
            case INTERVAL -> Case.multicast(version2, version2(2, NONE));
        };
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a real packet is dropped for it and counted, and a sound one is heard")
    void aRealPacketIsDroppedAndCounted(DropReason reason) {
        var packet = packetFor(reason);
        if (reason == DropReason.OWN_SOURCE) {
            // Otherwise the kernel lets nothing in that claims to be from itself.
            lab.run("one", "sysctl", "-qw", "net.ipv4.conf.eth0.accept_local=1");
        }
        try (var node = Node.start(lab, "one", packet.gateway())) {
            int heardBefore = reason == DropReason.REPLAY ? 1 : 0;
            for (int i = 0; i < heardBefore; i++) {
                send(packet);
            }
            await().until(() -> node.count("havip.vrrp.advertisements.received") == heardBefore);
            send(packet);
            await().until(() -> dropped(node, reason) == 1);
            send(sound(packet.gateway()));
            await().until(() -> node.count("havip.vrrp.advertisements.received") == heardBefore + 1);

            assertThat(dropped(node, reason)).isEqualTo(1);
            assertThat(EnumSet.complementOf(EnumSet.of(reason)))
                    .allSatisfy(other -> assertThat(dropped(node, other)).isZero());
        }
    }

    private static Case sound(Instances gateway) {
        boolean unicast = gateway.transport() instanceof Transport.Unicast;
        byte[] payload = gateway.authentication() instanceof Hmac
                ? signed(System.currentTimeMillis() / 1000 + 1)
                : gateway.version() == Version.V2 ? version2(1, gateway.authentication()) : version3();
        return new Case(gateway, payload, PEER, unicast ? GATEWAY : GROUP, LINK_LOCAL);
    }

    private static double dropped(Node node, DropReason reason) {
        var label = reason.name().toLowerCase(Locale.ROOT);
        return node.count("havip.vrrp.advertisements.discarded", "reason", label)
                + node.count("havip.vrrp.stray.packets", "reason", label);
    }

    private void send(Case packet) {
        var mac = packet.destination().equals(GROUP) ? GROUP_MAC : lab.macAddress("one", "eth0");
        byte[] frame = frame(MacAddress.parse(mac), MacAddress.parse(lab.macAddress("two", "eth0")), packet);
        lab.inside("two", () -> {
            try (var sender = FrameSender.open("eth0")) {
                sender.send(frame);
            }
            return frame;
        });
    }

    /** Ethernet, IPv4 (RFC 791 section 3.1), and what it carries. */
    private static byte[] frame(MacAddress destination, MacAddress source, Case packet) {
        var ip = ByteBuffer.allocate(IP_HEADER_BYTES)
                .put((byte) 0x45)
                .put((byte) 0xc0)
                .putShort((short) (IP_HEADER_BYTES + packet.payload().length))
                .putInt(0)
                .put((byte) packet.hopLimit())
                .put((byte) VrrpCodec.PROTOCOL)
                .putShort((short) 0)
                .put(packet.source().getAddress())
                .put(packet.destination().getAddress());
        ip.putShort(10, (short) Checksum.of(ip.array(), 0, IP_HEADER_BYTES));
        return ByteBuffer.allocate(14 + IP_HEADER_BYTES + packet.payload().length)
                .put(destination.toBytes())
                .put(source.toBytes())
                .putShort((short) 0x0800)
                .put(ip.array())
                .put(packet.payload())
                .array();
    }

    private static byte[] signed(long epochSeconds) {
        return encoded(Version.V3, Instances.INTERVAL_NANOS, HMAC, epochSeconds << 32);
    }

    private static byte[] version3() {
        return encoded(Version.V3, Instances.INTERVAL_NANOS, NONE);
    }

    private static byte[] version2(long seconds, Authentication authentication) {
        return encoded(Version.V2, seconds * SECOND_NANOS, authentication);
    }

    /** With a checksum that holds for each source and destination. */
    private static byte[] encoded(Version version, long intervalNanos, Authentication authentication) {
        return encoded(version, intervalNanos, authentication, 0);
    }

    private static byte[] encoded(Version version, long intervalNanos, Authentication authentication, long sequence) {
        var advertisement = new Advertisement(
                version, Instances.VRID, PRIORITY, intervalNanos, List.of(InetAddress.ofLiteral("10.77.0.100")));
        return VrrpCodec.encode(advertisement, authentication, sequence, ChecksumForm.MESSAGE_ONLY, PEER, GROUP);
    }

    private static byte[] damaged(byte[] bytes) {
        bytes[9] ^= 1;
        return bytes;
    }

    /** Changes something and makes the checksum right again. */
    private static byte[] mended(byte[] bytes, Consumer<byte[]> change) {
        change.accept(bytes);
        bytes[6] = 0;
        bytes[7] = 0;
        ByteBuffer.wrap(bytes).putShort(6, (short) Checksum.of(bytes, 0, bytes.length));
        return bytes;
    }
}
