package io.havip.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.linux.Clock;
import io.havip.linux.FrameSender;
import io.havip.linux.Workers;
import io.havip.testing.NetworkLab;
import io.havip.wire.GratuitousArp;
import io.havip.wire.MacAddress;
import java.net.Inet4Address;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class ConflictWatchTest {
    private static final Inet4Address VIP = Inet4Address.ofLiteral("10.77.0.100");
    private static final Inet4Address OTHER = Inet4Address.ofLiteral("10.77.0.101");
    private static final byte[] CLAIM = claim("10.77.0.100");
    /** Ten times as many as the kernel keeps for a capture that does not read. */
    private static final int FLOOD = 2_000;

    private static final long HELD_SECONDS = 20;

    private static final String MISSED = "conflicts on eth0 are not watched for now: ";
    private static final String AGAIN = "conflicts on eth0 are watched again";

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<SeenClaim> claims = new CopyOnWriteArrayList<>();
    private final List<Throwable> troubles = new CopyOnWriteArrayList<>();
    private final AtomicLong lost = new AtomicLong();
    /** Until then a capture's thread stays with its first claim. */
    private final AtomicReference<CountDownLatch> held = new AtomicReference<>(new CountDownLatch(0));

    private final Workers workers = new Workers(Clock.MACHINE, (_, failure) -> troubles.add(failure));

    private NetworkLab lab;

    @BeforeEach
    void connectOneHost() {
        lab = NetworkLab.withOneHost();
    }

    @AfterEach
    void removeIt() {
        NetworkLab.close(lab);
    }

    private ConflictWatch watch() {
        return lab.inside("one", () -> {
            var watch = new ConflictWatch(this::see, lost::addAndGet, told::add, workers);
            watch.watch(Map.of("eth0", Set.of(VIP, OTHER)));
            return watch;
        });
    }

    private void see(SeenClaim claim) {
        claims.add(claim);
        try {
            boolean _ = held.get().await(HELD_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFloodForOtherAddressesReachesNobodyAndLeavesRoomForAClaim() {
        try (var _ = watch()) {
            assertWatched();
            hold();
            send(IntStream.range(0, FLOOD)
                    .mapToObj(host -> claim("10.77.%d.%d".formatted(1 + host / 250, host % 250)))
                    .toArray(byte[][]::new));
            send(claim(OTHER.getHostAddress()));
            held.get().countDown();

            await().until(() -> claims.getLast().claim().address().equals(OTHER));
        }
        assertThat(lost).as("what the kernel had no room for").hasValue(0);
    }

    @Test
    void ofAFloodForOneOfOursTheKernelCountsWhatItHasNoRoomFor() {
        try (var _ = watch()) {
            assertWatched();
            hold();
            send(IntStream.range(0, FLOOD).mapToObj(_ -> CLAIM).toArray(byte[][]::new));

            await().until(() -> lost.get() > 0);
            held.get().countDown();
        }
    }

    @Test
    void otherAddressesTakeThePlaceOfTheFormerOnes() {
        try (var watch = watch()) {
            assertWatched();
            var another = Inet4Address.ofLiteral("10.77.0.102");
            lab.inside("one", () -> {
                watch.watch(Map.of("eth0", Set.of(another)));
                return null;
            });
            claims.clear();
            send(CLAIM);
            send(claim("10.77.0.102"));

            await().until(() -> !claims.isEmpty());
            assertThat(claims).extracting(seen -> seen.claim().address()).containsExactly(another);
        }
        assertThat(told).isEmpty();
    }

    /** The capture reads nothing more from its next frame on. */
    private void hold() {
        held.set(new CountDownLatch(1));
        claims.clear();
        send(CLAIM);
        await().until(() -> !claims.isEmpty());
    }

    @Test
    void anInterfaceThatGoesAndComesBackIsToldOfOnceEachTime() {
        try (var _ = watch()) {
            assertWatched();

            for (int time = 0; time < 2; time++) {
                lab.run("one", "ip", "link", "delete", "eth0");
                await().untilAsserted(() -> assertThat(told).last().asString().startsWith(MISSED));
                lab.connect("one", "eth0", "10.77.0.1/24");
                await().untilAsserted(() -> assertThat(told).last().isEqualTo(AGAIN));
                assertWatched();
            }
        }
        assertThat(told).hasSize(4);
        assertThat(troubles).isEmpty();
    }

    @Test
    void oneThatIsMissingFromTheBeginningIsWatchedWhenItComes() {
        lab.run("one", "ip", "link", "delete", "eth0");
        try (var _ = watch()) {
            assertThat(told).singleElement().asString().startsWith(MISSED);

            lab.connect("one", "eth0", "10.77.0.1/24");
            await().untilAsserted(() -> assertThat(told).last().isEqualTo(AGAIN));
            assertWatched();
        }
        assertThat(told).hasSize(2);
    }

    @Test
    void oneThatTakesTheNameOfAnotherIsWatchedInItsPlace() {
        try (var _ = watch()) {
            lab.run("one", "sh", "-c", "ip link set eth0 down && ip link set eth0 name former");
            lab.run("one", "sh", "-c", "ip link add eth0 up type veth peer name other && ip link set other up");

            assertWatched();
        }
        assertThat(troubles).isEmpty();
    }

    private void assertWatched() {
        claims.clear();
        await().untilAsserted(() -> {
            send(CLAIM);
            assertThat(claims)
                    .isNotEmpty()
                    .allMatch(seen -> seen.claim().address().equals(VIP));
        });
    }

    private void send(byte[]... frames) {
        lab.inside("one", () -> {
            try (var sender = FrameSender.open("eth0")) {
                List.of(frames).forEach(sender::send);
            }
            return null;
        });
    }

    private static byte[] claim(String address) {
        return GratuitousArp.request(MacAddress.parse("02:00:00:00:00:2a"), Inet4Address.ofLiteral(address));
    }
}
