package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.Family;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VrrpSocketTest {

    /** An odd number of bytes with a wrong checksum: nothing on the way may mend it. */
    private static final byte[] PAYLOAD = HexFormat.of().parseHex("313396010064dead0a00006407");

    private static final InetAddress LEFT = InetAddress.ofLiteral("10.77.0.1");
    private static final InetAddress RIGHT = InetAddress.ofLiteral("10.77.0.2");
    private static final InetAddress GROUP = InetAddress.ofLiteral("224.0.0.18");

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int REPETITIONS = 1_000;
    /** The present by the clock of the day, and for each of two calls where the JDK leaves errno. */
    private static final long REPETITION_BYTES_MAX = 24 + 2 * 40;

    private NetworkLab lab;

    @BeforeEach
    void connectTwoHosts() {
        lab = NetworkLab.create();
        lab.namespace("left");
        lab.connect("left", "eth0", "10.77.0.1/24", "fd00:77::1/64");
        lab.namespace("right");
        lab.connect("right", "eth0", "10.77.0.2/24", "fd00:77::2/64");
    }

    @AfterEach
    void close() {
        NetworkLab.close(lab);
    }

    @ParameterizedTest
    @CsvSource({
        "IPV4, 10.77.0.1, 224.0.0.18",
        "IPV4, 10.77.0.1, 10.77.0.2",
        "IPV6, fd00:77::1, ff02::12",
        "IPV6, fd00:77::1, fd00:77::2",
    })
    void whatIsSentArrives(Family family, String source, String destination) {
        try (var left = open("left", family, "eth0");
                var right = open("right", family, "eth0")) {
            long sentAtNanos = System.nanoTime();
            left.send(PAYLOAD, InetAddress.ofLiteral(source), InetAddress.ofLiteral(destination), 255);

            var datagram = awaitDatagram(right);

            assertThat(datagram.payload()).isEqualTo(PAYLOAD);
            assertThat(datagram.source()).isEqualTo(InetAddress.ofLiteral(source));
            assertThat(datagram.destination()).isEqualTo(InetAddress.ofLiteral(destination));
            assertThat(datagram.hopLimit()).isEqualTo(255);
            assertThat(right.receivedAtNanos()).isBetween(sentAtNanos, System.nanoTime());
            assertThat(right.receive()).as("sent once").isNull();
            assertThat(left.receive()).as("multicast is not looped back").isNull();
        }
    }

    @Test
    void theSourceIsWhatTheCallerChose() {
        lab.run("left", "ip", "address", "add", "10.77.0.9/24", "dev", "eth0");
        try (var left = open("left", Family.IPV4, "eth0");
                var right = open("right", Family.IPV4, "eth0")) {
            left.send(PAYLOAD, InetAddress.ofLiteral("10.77.0.9"), GROUP, 255);

            assertThat(awaitDatagram(right).source()).isEqualTo(InetAddress.ofLiteral("10.77.0.9"));
        }
    }

    @ParameterizedTest
    @CsvSource({"IPV4, 10.77.0.99, 224.0.0.18", "IPV6, fd00:77::99, ff02::12"})
    void aSourceThatIsNotTheHostsIsAnError(Family family, String source, String group) {
        try (var left = open("left", family, "eth0")) {
            assertThatExceptionOfType(ErrnoException.class)
                    .isThrownBy(
                            () -> left.send(PAYLOAD, InetAddress.ofLiteral(source), InetAddress.ofLiteral(group), 255))
                    .satisfies(e -> assertThat(e.errno()).isIn(Errno.ENETUNREACH, Errno.EINVAL));
        }
    }

    @ParameterizedTest
    @CsvSource({"IPV4, 10.77.0.99, 224.0.0.18", "IPV6, fd00:77::99, ff02::12"})
    void aSourceThatIsNotTheHostsLeavesWhereThatIsAllowed(Family family, String source, String group) {
        try (var left = open("left", family, "eth0");
                var right = open("right", family, "eth0")) {
            right.join(InetAddress.ofLiteral(group));
            left.allowForeignSource();

            left.send(PAYLOAD, InetAddress.ofLiteral(source), InetAddress.ofLiteral(group), 255);

            assertThat(awaitDatagram(right).source()).isEqualTo(InetAddress.ofLiteral(source));
        }
    }

    @ParameterizedTest
    @CsvSource({"IPV4, 10.77.0.1, 10.77.0.2", "IPV6, fd00:77::1, fd00:77::2"})
    void whatSendsAloneHearsNothing(Family family, String source, String destination) {
        try (var left = open("left", family, "eth0");
                var deaf = open("right", family, "eth0");
                var right = open("right", family, "eth0")) {
            left.send(PAYLOAD, InetAddress.ofLiteral(source), InetAddress.ofLiteral(destination), 255);
            awaitDatagram(right);
            deaf.hearNothing();
            assertThat(deaf.receive()).as("what came before").isNull();

            left.send(PAYLOAD, InetAddress.ofLiteral(source), InetAddress.ofLiteral(destination), 255);

            awaitDatagram(right);
            assertThat(deaf.receive()).isNull();
            deaf.send(PAYLOAD, InetAddress.ofLiteral(destination), InetAddress.ofLiteral(source), 255);
            assertThat(awaitDatagram(left).payload()).isEqualTo(PAYLOAD);
        }
    }

    @Test
    void aLinkLocalSourceCarriesNoScope() {
        try (var left = open("left", Family.IPV6, "eth0");
                var right = open("right", Family.IPV6, "eth0")) {
            var linkLocal = linkLocalAddress("left", "eth0");
            left.send(PAYLOAD, linkLocal, InetAddress.ofLiteral("ff02::12"), 255);

            assertThat(awaitDatagram(right).source().getHostAddress())
                    .isEqualTo(linkLocal.getHostAddress())
                    .doesNotContain("%");
        }
    }

    @Test
    void theNetworkIsAskedToHurry() throws IOException {
        var capture = lab.start(
                "right", "tcpdump", "-i", "eth0", "-nvc2", "--immediate-mode", "ip proto 112 or ip6 proto 112");
        try (var left4 = open("left", Family.IPV4, "eth0");
                var left6 = open("left", Family.IPV6, "eth0");
                var output = capture.inputReader()) {
            assertThat(output.readLine()).contains("listening on eth0");
            left4.send(PAYLOAD, LEFT, GROUP, 255);
            left6.send(PAYLOAD, InetAddress.ofLiteral("fd00:77::1"), InetAddress.ofLiteral("ff02::12"), 255);

            assertThat(output.readAllAsString()).contains("tos 0xc0, ttl 255", "class 0xc0", "hlim 255");
        }
    }

    @Test
    void aSocketHearsItsOwnInterfaceAlone() {
        try (var other = open("left", Family.IPV4, "lo");
                var left = open("left", Family.IPV4, "eth0");
                var right = open("right", Family.IPV4, "eth0")) {
            right.send(PAYLOAD, RIGHT, LEFT, 255);

            awaitDatagram(left);
            assertThat(other.receive()).isNull();
        }
    }

    @Test
    void aBurstIsKeptUntilItIsRead() {
        int burst = 1000;
        try (var left = open("left", Family.IPV4, "eth0");
                var right = open("right", Family.IPV4, "eth0")) {
            for (int i = 0; i < burst; i++) {
                left.send(PAYLOAD, LEFT, GROUP, 255);
            }

            for (int i = 0; i < burst; i++) {
                assertThat(awaitDatagram(right).payload()).isEqualTo(PAYLOAD);
            }
            assertThat(right.receive()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"IPV4, 10.77.0.1, 224.0.0.18", "IPV6, fd00:77::1, ff02::12"})
    void whatRepeatsItselfAllocatesLittle(Family family, String source, String group) {
        try (var left = open("left", family, "eth0");
                var right = open("right", family, "eth0");
                var readable = new Epoll()) {
            readable.add(right.fd(), 0);
            var from = InetAddress.ofLiteral(source);
            var to = InetAddress.ofLiteral(group);
            readAfterOne(left, right, readable, from, to);
            long bytes = 0;
            for (int i = 0; i < REPETITIONS; i++) {
                bytes += readAfterOne(left, right, readable, from, to);
            }

            assertThat(bytes / REPETITIONS).isLessThanOrEqualTo(REPETITION_BYTES_MAX);
        }
    }

    /** What is allocated for reading one datagram, and for finding that there is no other. */
    private static long readAfterOne(
            VrrpSocket left, VrrpSocket right, Epoll readable, InetAddress from, InetAddress to) {
        left.send(PAYLOAD, from, to, 255);
        awaitReadable(readable);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        var datagram = right.receive();
        right.receive();
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(datagram).isNotNull();
        return bytes;
    }

    /** Or a starved backup would take its own lateness for the peer's. */
    @Test
    void theTimeIsThatOfTheArrivalAndNotOfTheReading() {
        try (var left = open("left", Family.IPV4, "eth0");
                var right = open("right", Family.IPV4, "eth0");
                var epoll = new Epoll()) {
            epoll.add(right.fd(), 0);
            // The kernel stamps what arrives from a moment after the first socket that asks for it on.
            await().untilAsserted(() -> {
                left.send(PAYLOAD, LEFT, GROUP, 255);
                awaitReadable(epoll);
                long arrivedAtNanos = System.nanoTime();

                awaitDatagram(right);
                assertThat(right.receivedAtNanos()).isLessThan(arrivedAtNanos);
            });
        }
    }

    @Test
    void aSocketOutlivesItsInterfaceBeingDown() {
        try (var left = open("left", Family.IPV4, "eth0");
                var right = open("right", Family.IPV4, "eth0")) {
            lab.run("left", "ip", "link", "set", "eth0", "down");
            assertThatExceptionOfType(ErrnoException.class)
                    .isThrownBy(() -> left.send(PAYLOAD, LEFT, GROUP, 255))
                    .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENETUNREACH));
            assertThat(left.receive()).as("nobody tells who only listens").isNull();

            lab.run("left", "ip", "link", "set", "eth0", "up");
            // The switch forwards again a moment after the link is up.
            await().until(() -> {
                left.send(PAYLOAD, LEFT, GROUP, 255);
                return right.receive() != null;
            });
            right.send(PAYLOAD, RIGHT, GROUP, 255);
            assertThat(awaitDatagram(left).payload()).isEqualTo(PAYLOAD);
        }
    }

    @ParameterizedTest
    @CsvSource({"IPV4, 10.77.0.1, 224.0.0.18, 10.77.0.1/24", "IPV6, fd00:77::1, ff02::12, fd00:77::1/64"})
    void aSocketOpenedAnewServesAnInterfaceMadeAnew(Family family, String source, String group, String address) {
        try (var before = open("left", family, "eth0")) {
            lab.run("left", "ip", "link", "delete", "eth0");
            assertThatExceptionOfType(ErrnoException.class)
                    .isThrownBy(() ->
                            before.send(PAYLOAD, InetAddress.ofLiteral(source), InetAddress.ofLiteral(group), 255))
                    .satisfies(e -> assertThat(e.errno()).isIn(Errno.ENETUNREACH, Errno.ENODEV));
        }

        lab.connect("left", "eth0", address);
        try (var left = open("left", family, "eth0");
                var right = open("right", family, "eth0")) {
            // Addresses and routes, and the switch's port, are ready a moment after the interface is.
            await().ignoreException(ErrnoException.class).until(() -> {
                left.send(PAYLOAD, InetAddress.ofLiteral(source), InetAddress.ofLiteral(group), 255);
                return right.receive() != null;
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void anInterfaceThatIsNotThereIsAnError(Family family) {
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> VrrpSocket.open(family, 4711))
                .satisfies(e -> assertThat(e.errno()).isIn(Errno.ENODEV, Errno.EADDRNOTAVAIL));
    }

    private VrrpSocket open(String namespace, Family family, String interfaceName) {
        return lab.inside(namespace, () -> {
            var socket = VrrpSocket.open(family, index(interfaceName));
            socket.join(family.multicastGroup());
            return socket;
        });
    }

    private InetAddress linkLocalAddress(String namespace, String interfaceName) {
        return lab.inside(namespace, () -> {
            try (var rtnetlink = new Rtnetlink()) {
                int index = index(interfaceName);
                return rtnetlink.addresses().stream()
                        .filter(a -> a.interfaceIndex() == index)
                        .map(InterfaceAddress::address)
                        .filter(InetAddress::isLinkLocalAddress)
                        .findFirst()
                        .orElseThrow();
            }
        });
    }

    private static int index(String interfaceName) {
        try (var rtnetlink = new Rtnetlink()) {
            return rtnetlink.links().stream()
                    .filter(link -> link.name().equals(interfaceName))
                    .findFirst()
                    .orElseThrow()
                    .index();
        }
    }

    private static void awaitReadable(Epoll epoll) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> epoll.look(new int[1]) == 1);
    }

    private static Datagram awaitDatagram(VrrpSocket socket) {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(socket::receive, Objects::nonNull);
    }
}
