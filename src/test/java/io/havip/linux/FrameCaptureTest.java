package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.havip.linux.LinkLayer.Extent;
import io.havip.testing.Fork;
import io.havip.testing.NetworkLab;
import io.havip.wire.GratuitousArp;
import io.havip.wire.MacAddress;
import io.havip.wire.NeighbourAdvertisement;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameCaptureTest {

    private static final MacAddress SENDER = MacAddress.parse("02:00:00:00:00:2a");
    private static final byte[] ARP = GratuitousArp.request(SENDER, Inet4Address.ofLiteral("10.77.0.100"));
    private static final byte[] ADVERTISEMENT =
            NeighbourAdvertisement.unsolicited(SENDER, (Inet6Address) InetAddress.ofLiteral("fd00:77::100"), true);

    private final List<String> troubles = new CopyOnWriteArrayList<>();
    private final Workers workers =
            new Workers(Clock.MACHINE, (worker, failure) -> troubles.add(worker + ": " + failure.getMessage()));

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

    @Test
    void whatIsSentIsCapturedAsItIs() {
        var captured = new Captured();
        try (var sender = sender();
                var _ = capture("ether src " + SENDER, captured)) {
            var sentAt = Instant.now();
            sender.send(ARP);
            sender.send(ADVERTISEMENT);

            await().untilAsserted(() -> assertThat(captured.frames).containsExactly(ARP, ADVERTISEMENT));
            assertThat(captured.times)
                    .allSatisfy(time -> assertThat(Instant.ofEpochSecond(
                                    TimeUnit.NANOSECONDS.toSeconds(time), time % TimeUnit.SECONDS.toNanos(1)))
                            .isBetween(sentAt, Instant.now()));
        }
    }

    @Test
    void aBurstIsCapturedToTheLastFrame() {
        int burst = 200;
        var captured = new Captured();
        try (var sender = sender();
                var _ = capture("ether src " + SENDER, captured)) {
            for (int i = 0; i < burst; i++) {
                sender.send(ARP);
            }

            await().untilAsserted(() -> assertThat(captured.frames).hasSize(burst));
        }
    }

    @Test
    void neighboursLearnFromTheFrames() {
        lab.run(
                "right",
                "ip",
                "neighbour",
                "add",
                "10.77.0.100",
                "lladdr",
                "02:00:00:00:00:01",
                "dev",
                "eth0",
                "nud",
                "stale");
        lab.run(
                "right",
                "ip",
                "neighbour",
                "add",
                "fd00:77::100",
                "lladdr",
                "02:00:00:00:00:01",
                "dev",
                "eth0",
                "nud",
                "stale");
        try (var sender = sender()) {
            sender.send(ARP);
            sender.send(ADVERTISEMENT);

            await().untilAsserted(() -> assertThat(lab.run("right", "ip", "neighbour"))
                    .contains("10.77.0.100 dev eth0 lladdr 02:00:00:00:00:2a")
                    .contains("fd00:77::100 dev eth0 lladdr 02:00:00:00:00:2a router"));
        }
    }

    @Test
    void theFilterKeepsTheRestOut() {
        var captured = new Captured();
        try (var sender = sender();
                var _ = capture("icmp6 and ether src " + SENDER, captured)) {
            sender.send(ARP);
            sender.send(ADVERTISEMENT);

            await().untilAsserted(() -> assertThat(captured.frames).containsExactly(ADVERTISEMENT));
        }
    }

    @Test
    void aClosedCaptureIsSilentAndItsThreadHasEnded() {
        var captured = new Captured();
        var capture = capture("ether src " + SENDER, captured);
        try (var sender = sender()) {
            sender.send(ARP);
            await().untilAsserted(() -> assertThat(captured.threads).hasSize(1));

            capture.close();
            capture.close();
            sender.send(ARP);
        }

        assertThat(captured.threads).singleElement().matches(thread -> !thread.isAlive(), "has ended");
        assertThat(captured.frames).hasSize(1);
        assertThat(captured.failures).isEmpty();
    }

    @Test
    void itGoesOnWhateverItsListenerThrows() {
        var captured = new Captured();
        captured.error = new NoClassDefFoundError("once");
        try (var sender = sender();
                var _ = capture("ether src " + SENDER, captured)) {
            sender.send(ARP);
            await().untilAsserted(() -> assertThat(troubles).containsExactly("capture-eth0: once"));
            sender.send(ADVERTISEMENT);

            await().untilAsserted(() -> assertThat(captured.frames).containsExactly(ADVERTISEMENT));
        }
    }

    @Test
    void aCaptureWhoseInterfaceGoesSaysSo() {
        var captured = new Captured();
        try (var _ = capture("arp", captured)) {
            lab.run("right", "ip", "link", "delete", "eth0");

            await().untilAsserted(() -> assertThat(captured.failures)
                    .singleElement()
                    .satisfies(failure -> assertThat(failure).hasMessageStartingWith("eth0: ")));
        }
    }

    @Test
    void aSenderWhoseInterfaceIsDownSaysSo() {
        try (var sender = sender()) {
            lab.run("left", "ip", "link", "set", "eth0", "down");

            assertThatExceptionOfType(LinkLayerException.class)
                    .isThrownBy(() -> sender.send(ARP))
                    .withMessageContaining("eth0: ")
                    .withMessageContaining("down");
        }
    }

    @Test
    void anInterfaceThatIsNotThereIsNamed() {
        assertThatExceptionOfType(LinkLayerException.class)
                .isThrownBy(() -> FrameSender.open("nonesuch"))
                .withMessageContaining("nonesuch: ")
                .withMessageContaining("No such device");
    }

    @Test
    void aFilterThatIsWrongIsAnError() {
        assertThatExceptionOfType(LinkLayerException.class)
                .isThrownBy(() -> capture("arp or nonsense", new Captured()))
                .withMessageContaining("eth0: ")
                .withMessageContaining("syntax error");
    }

    @Test
    void withoutLibpcapTheMendIsNamed() {
        var fork = Fork.run(Opens.class, "-Dorg.pcap4j.core.pcapLibName=nonesuch");

        assertThat(fork.output()).endsWith("libpcap is not installed: apt-get install libpcap0.8\n".repeat(2));
    }

    static final class Opens {
        public static void main(String[] args) {
            for (int attempt = 0; attempt < 2; attempt++) {
                try {
                    FrameSender.open("lo").close();
                } catch (LinkLayerException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    private static final class Captured implements FrameCapture.Listener {
        final List<byte[]> frames = Collections.synchronizedList(new ArrayList<>());
        final List<Long> times = Collections.synchronizedList(new ArrayList<>());
        final List<LinkLayerException> failures = Collections.synchronizedList(new ArrayList<>());
        final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());

        @Nullable Error error;

        @Override
        public void onFrame(byte[] frame, long capturedAtEpochNanos) {
            var failure = error;
            if (failure != null) {
                error = null;
                throw failure;
            }
            times.add(capturedAtEpochNanos);
            frames.add(frame);
            threads.add(Thread.currentThread());
        }

        @Override
        public void onFailure(LinkLayerException failure) {
            failures.add(failure);
        }
    }

    private FrameSender sender() {
        return lab.inside("left", () -> FrameSender.open("eth0"));
    }

    private FrameCapture capture(String filter, FrameCapture.Listener listener) {
        return lab.inside("right", () -> FrameCapture.start("eth0", filter, Extent.USUAL, listener, workers));
    }
}
