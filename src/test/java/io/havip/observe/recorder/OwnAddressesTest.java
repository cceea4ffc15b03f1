package io.havip.observe.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.linux.Clock;
import io.havip.vrrp.Family;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OwnAddressesTest {
    private static final InetAddress FIRST = InetAddress.ofLiteral("10.0.0.1");
    private static final InetAddress SECOND = InetAddress.ofLiteral("10.0.0.2");

    private final AtomicLong nowNanos = new AtomicLong(-1);
    private final AtomicInteger looks = new AtomicInteger();
    private final Map<String, Set<InetAddress>> host = new HashMap<>(Map.of("eth0", Set.of(FIRST)));

    private final OwnAddresses own = new OwnAddresses(
            name -> {
                looks.incrementAndGet();
                return host.getOrDefault(name, Set.of());
            },
            new Clock() {
                @Override
                public long nanos() {
                    return nowNanos.get();
                }

                @Override
                public long epochMillis() {
                    return 0;
                }
            });

    @Test
    void anInterfaceIsLookedAtOnceForAllThatMoveTogether() {
        var routers = List.of(router("a", "eth0"), router("b", "eth0"));
        own.watch(routers);

        routers.forEach(own::look);

        assertThat(looks).hasValue(1);
        assertThat(own.of(routers.getLast())).containsExactly(FIRST);
    }

    @Test
    void anAddressThatHasGoneIsStillKnownToHaveBeenOurs() {
        var router = router("a", "eth0");
        own.watch(List.of(router));

        host.put("eth0", Set.of(SECOND));
        nowNanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        own.look(router);

        assertThat(own.of(router)).containsExactlyInAnyOrder(FIRST, SECOND);
    }

    @Test
    void theConfiguredSourceIsOursThoughNoInterfaceHasItYet() {
        var router = new RecordedRouter("a", Family.IPV4, 1, "eth1", Set.of("eth1"), Optional.of(SECOND), List.of());
        own.watch(List.of(router));

        assertThat(own.of(router)).containsExactly(SECOND);
    }

    @Test
    void theEndOfARouterIsStillTold() {
        var router = router("a", "eth0");
        own.watch(List.of(router));
        own.watch(List.of());

        assertThat(own.of(router)).containsExactly(FIRST);

        own.watch(List.of());

        assertThat(own.of(router)).isEmpty();
    }

    private static RecordedRouter router(String name, String interfaceName) {
        return new RecordedRouter(
                name, Family.IPV4, 1, interfaceName, Set.of(interfaceName), Optional.empty(), List.of());
    }
}
