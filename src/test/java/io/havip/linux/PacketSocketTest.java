package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.havip.testing.Capture;
import io.havip.testing.NetworkLab;
import io.havip.wire.GratuitousArp;
import io.havip.wire.MacAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PacketSocketTest {
    private static final byte[] FRAME = GratuitousArp.request(
            MacAddress.parse("02:00:00:00:00:07"), (Inet4Address) InetAddress.ofLiteral("10.77.0.100"));

    private NetworkLab lab;

    @BeforeEach
    void connectAHost() {
        lab = NetworkLab.withOneHost();
    }

    @AfterEach
    void removeIt() {
        NetworkLab.close(lab);
    }

    @Test
    void whatIsSentIsOnTheWireAsItIs() {
        try (var capture = Capture.start(lab, "one", "eth0");
                var socket = lab.inside("one", PacketSocket::new)) {
            socket.send(lab.inside("one", () -> LinkLayer.index("eth0")), FRAME);

            await().untilAsserted(() -> assertThat(
                            capture.frames("arp.isgratuitous == 1", "eth.dst", "eth.src", "arp.src.proto_ipv4"))
                    .singleElement()
                    .satisfies(frame -> {
                        assertThat(frame.get("eth.dst")).isEqualTo("ff:ff:ff:ff:ff:ff");
                        assertThat(frame.get("eth.src")).isEqualTo("02:00:00:00:00:07");
                        assertThat(frame.get("arp.src.proto_ipv4")).isEqualTo("10.77.0.100");
                    }));
        }
    }

    @Test
    void anInterfaceThatIsDownOrGoneIsToldApart() {
        int index = lab.inside("one", () -> LinkLayer.index("eth0"));
        try (var socket = lab.inside("one", PacketSocket::new)) {
            lab.run("one", "ip", "link", "set", "eth0", "down");
            assertRefused(socket, index, Errno.ENETDOWN);

            lab.run("one", "ip", "link", "delete", "eth0");
            assertRefused(socket, index, Errno.ENXIO);
        }
    }

    private static void assertRefused(PacketSocket socket, int index, int errno) {
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> socket.send(index, FRAME))
                .satisfies(refusal -> assertThat(refusal.errno()).isEqualTo(errno));
    }
}
