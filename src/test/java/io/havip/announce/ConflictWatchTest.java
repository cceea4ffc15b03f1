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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConflictWatchTest {
    private static final Inet4Address VIP = Inet4Address.ofLiteral("10.77.0.100");
    private static final byte[] CLAIM = GratuitousArp.request(MacAddress.parse("02:00:00:00:00:2a"), VIP);
    private static final String MISSED = "conflicts on eth0 are not watched for now: ";
    private static final String AGAIN = "conflicts on eth0 are watched again";

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<SeenClaim> claims = new CopyOnWriteArrayList<>();
    private final List<Throwable> troubles = new CopyOnWriteArrayList<>();
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
            var watch = new ConflictWatch(claims::add, told::add, workers);
            watch.watch(Map.of("eth0", Set.of(VIP)));
            return watch;
        });
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
            lab.inside("one", () -> {
                try (var sender = FrameSender.open("eth0")) {
                    sender.send(CLAIM);
                }
                return null;
            });
            assertThat(claims)
                    .isNotEmpty()
                    .allMatch(seen -> seen.claim().address().equals(VIP));
        });
    }
}
