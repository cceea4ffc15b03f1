package io.havip.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.linux.Clock;
import io.havip.linux.FrameSender;
import io.havip.linux.Workers;
import io.havip.testing.Fork;
import io.havip.testing.NetworkLab;
import io.havip.wire.Checksum;
import io.havip.wire.GratuitousArp;
import io.havip.wire.MacAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Frames on a real link, and what is taken for traffic. */
@Execution(ExecutionMode.CONCURRENT)
class TrafficWatchTest {
    private static final Inet4Address VIP = Inet4Address.ofLiteral("10.77.0.100");
    private static final InetAddress VIP_OF_IPV6 = InetAddress.ofLiteral("fd00:77::100");
    private static final MacAddress SENDER = MacAddress.parse("02:00:00:00:00:2a");
    private static final MacAddress VIRTUAL_MAC = MacAddress.parse("00:00:5e:00:01:33");
    private static final String MISSED = "traffic on eth0 is not watched for now: ";
    private static final String AGAIN = "traffic on eth0 is watched again";

    private record Arrival(InetAddress address, long atNanos) {}

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    private final List<Throwable> troubles = new CopyOnWriteArrayList<>();
    private final Workers workers = new Workers(Clock.MACHINE, (_, failure) -> troubles.add(failure));

    private NetworkLab lab;
    private MacAddress mac;

    @BeforeEach
    void connectTwoHosts() {
        lab = NetworkLab.withOneHost();
        lab.namespace("client");
        lab.connect("client", "eth0", "10.77.0.9/24");
        mac = MacAddress.parse(lab.macAddress("one", "eth0"));
    }

    @AfterEach
    void removeThem() {
        assertThat(troubles).isEmpty();
        NetworkLab.close(lab);
    }

    private TrafficWatch watch() {
        var addresses = List.of(
                new WatchedAddress(VIP, "eth0", Optional.of(VIRTUAL_MAC)),
                new WatchedAddress(VIP_OF_IPV6, "eth0", Optional.empty()));
        return lab.inside("one", () -> {
            var watch = new TrafficWatch(() -> {}, told::add, workers);
            watch.watch(Map.of("web", addresses));
            return watch;
        });
    }

    private void take(TrafficWatch watch) {
        arrivals.clear();
        watch.taken("web", Clock.MACHINE.nanos(), (address, at) -> arrivals.add(new Arrival(address, at)));
    }

    @Test
    void theFirstFrameIsTimedByTheKernel() {
        try (var watch = watch()) {
            take(watch);
            awaitArrival(packet(mac, VIP));

            long before = Clock.MACHINE.nanos();
            take(watch);
            awaitArrival(packet(mac, VIP));
            assertThat(arrivals)
                    .singleElement()
                    .satisfies(arrival -> assertThat(arrival.atNanos()).isBetween(before, Clock.MACHINE.nanos()));
        }
    }

    @Test
    void oneForTheVirtualMacCountsToo() {
        try (var watch = watch()) {
            take(watch);
            awaitArrival(packet(VIRTUAL_MAC, VIP));

            assertThat(arrivals).extracting(Arrival::address).containsExactly(VIP);
        }
    }

    @Test
    void soDoesOneOfIpv6() {
        try (var watch = watch()) {
            take(watch);
            awaitArrival(packet(mac, VIP_OF_IPV6));

            assertThat(arrivals).extracting(Arrival::address).containsExactly(VIP_OF_IPV6);
        }
    }

    /** The last one sent is seen, and none of those before it was taken for traffic. */
    @Test
    void whatIsSentToAllOrToTheFormerOwnerOrAsksIsNoTraffic() {
        try (var watch = watch()) {
            take(watch);
            awaitArrival(packet(mac, VIP));

            take(watch);
            lab.inside("client", () -> {
                try (var sender = FrameSender.open("eth0")) {
                    sender.send(packet(SENDER, VIP));
                    sender.send(packet(MacAddress.BROADCAST, VIP));
                    sender.send(GratuitousArp.request(SENDER, VIP));
                    sender.send(to(mac, GratuitousArp.request(SENDER, VIP)));
                    sender.send(packet(mac, Inet4Address.ofLiteral("10.77.0.1")));
                    sender.send(solicitation());
                }
                return null;
            });
            awaitArrival(packet(mac, VIP_OF_IPV6));
            assertThat(arrivals).extracting(Arrival::address).containsExactly(VIP_OF_IPV6);
        }
    }

    @Test
    void anInterfaceThatGoesAndComesBackIsToldOfOnceEachTime() {
        try (var watch = watch()) {
            take(watch);
            awaitArrival(packet(mac, VIP));
            take(watch);

            for (int time = 0; time < 2; time++) {
                lab.run("one", "ip", "link", "delete", "eth0");
                await().untilAsserted(() -> assertThat(told).last().asString().startsWith(MISSED));
                lab.connect("one", "eth0", "10.77.0.1/24");
                await().untilAsserted(() -> assertThat(told).last().isEqualTo(AGAIN));
                mac = MacAddress.parse(lab.macAddress("one", "eth0"));
                awaitArrival(packet(mac, VIP));
                take(watch);
            }
        }
        assertThat(told).hasSize(4);
    }

    @Test
    void anotherMacAddressIsTakenUp() {
        try (var watch = watch()) {
            take(watch);
            var other = MacAddress.parse("02:00:00:00:00:01");
            lab.run("one", "ip", "link", "set", "eth0", "address", other.toString());

            awaitArrival(packet(other, VIP));
        }
        assertThat(told).isEmpty();
    }

    @Test
    void loopbackHasNoFramesToCaptureWhichIsToldOnce() {
        try (var watch = watch()) {
            var loopback = new WatchedAddress(InetAddress.ofLiteral("10.77.0.101"), "lo", Optional.empty());
            watch.watch(Map.of("web", List.of(loopback, new WatchedAddress(VIP, "eth0", Optional.empty()))));
            take(watch);
            awaitArrival(packet(mac, VIP));
        }
        assertThat(told)
                .containsExactly("traffic on lo is not watched for now: it is not there, or has no MAC address");
    }

    @Test
    void withoutLibpcapThatIsToldOnceAndCostsNothingElse() {
        var fork = lab.inside("one", () -> Fork.run(Watches.class, "-Dorg.pcap4j.core.pcapLibName=nonesuch"));

        assertThat(fork.output()).endsWith(MISSED + "libpcap is not installed: apt-get install libpcap0.8\nended\n");
    }

    static final class Watches {
        public static void main(String[] args) throws InterruptedException {
            var workers = new Workers(Clock.MACHINE, (_, failure) -> System.out.println(failure));
            var told = new CopyOnWriteArrayList<String>();
            try (var watch = new TrafficWatch(() -> {}, told::add, workers)) {
                watch.watch(Map.of("web", List.of(new WatchedAddress(VIP, "eth0", Optional.empty()))));
                watch.taken("web", 0, (_, _) -> {});
                watch.released("web");
                await().until(() -> !told.isEmpty());
            }
            told.forEach(System.out::println);
            System.out.println("ended");
        }
    }

    /** Its thread stays with a sentence that nobody takes, as it may with a capture that takes long to begin. */
    @Test
    void ofARoleThatMovesOnAndOnOnlyTheLastChangeWaitsAndTheOthersAreCounted() throws InterruptedException {
        var complains = new CountDownLatch(1);
        var goesOn = new CountDownLatch(1);
        var unseen = new AtomicInteger();
        Consumer<String> slow = sentence -> {
            told.add(sentence);
            complains.countDown();
            try {
                boolean _ = goesOn.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // its watch ends
            }
        };
        try (var watch = new TrafficWatch(unseen::incrementAndGet, slow, workers)) {
            watch.watch(Map.of("web", List.of(new WatchedAddress(VIP, "nosuch0", Optional.empty()))));
            take(watch);
            complains.await();

            for (int time = 0; time < 1_000; time++) {
                take(watch);
                watch.released("web");
            }
            assertThat(unseen).hasValue(1_000);
            take(watch);
            assertThat(unseen)
                    .as("who has given up the role again misses nothing")
                    .hasValue(1_000);
            goesOn.countDown();
        }
    }

    /** Sends until it is seen: there may be no capture yet, or one of an interface that has gone. */
    private void awaitArrival(byte[] frame) {
        await().untilAsserted(() -> {
            lab.inside("client", () -> {
                try (var sender = FrameSender.open("eth0")) {
                    sender.send(frame);
                }
                return null;
            });
            assertThat(arrivals).isNotEmpty();
        });
    }

    /** A bare header: what no host answers, and every switch passes on. */
    private static byte[] packet(MacAddress to, InetAddress destination) {
        var frame = ByteBuffer.allocate(64).put(to.toBytes()).put(SENDER.toBytes());
        byte[] address = destination.getAddress();
        if (destination instanceof Inet4Address) {
            frame.putShort((short) 0x0800)
                    .putLong(0x4500_0014_0000_0000L)
                    .putShort((short) 0x403b)
                    .put(30, address);
            frame.putShort((short) Checksum.of(frame.array(), 14, 20));
        } else {
            frame.putShort((short) 0x86dd).putLong(0x6000_0000_0000_3b40L).put(38, address);
        }
        return frame.array();
    }

    private static byte[] to(MacAddress destination, byte[] frame) {
        return ByteBuffer.wrap(frame.clone()).put(0, destination.toBytes()).array();
    }

    /** To the address itself, as a neighbour probes one that it knows. */
    private byte[] solicitation() {
        return ByteBuffer.wrap(packet(mac, VIP_OF_IPV6))
                .putShort(18, (short) 8)
                .put(20, (byte) 58)
                .put(54, (byte) 135)
                .array();
    }
}
