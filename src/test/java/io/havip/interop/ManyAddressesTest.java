package io.havip.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.audit.Irregularity.Kind;
import io.havip.gateway.settings.Instances;
import io.havip.interop.Setting.Host;
import io.havip.testing.Requirement;
import io.havip.vrrp.State;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A gateway and a keepalived with more addresses than an advertisement has room for. keepalived 2.2 discards an advertisement of
 * others than its own, so that both have to leave out the same.
 */
@Execution(ExecutionMode.CONCURRENT)
class ManyAddressesTest {
    private static final int COUNT = 100;
    /** By keepalived's own log: max 89 addresses. */
    private static final int ROOM = 89;

    private static final int SMALL_MTU = 1400;

    private static Instances router(int priority) {
        var addresses = Stream.concat(
                Stream.of("fe80::100/64"),
                IntStream.range(1, COUNT).mapToObj(number -> "fd00:77::1:" + Integer.toHexString(number) + "/64"));
        return Instances.withPriority(priority).interval(1_000_000_000L).addresses(addresses.toArray(String[]::new));
    }

    @Test
    void bothBindAllAndAdvertiseTheFirst() {
        Requirement.KEEPALIVED.ensure();
        // What leaves in pieces by the small MTU is heard by hosts, and not by an audit.
        try (var lan = new Lan(Host.ONE, Host.TWO).provoking(Kind.LATE_TAKEOVER);
                var _ = lan.start(Daemon.KEEPALIVED, Host.TWO, router(100))) {
            lan.awaitOwner(Host.TWO, router(100));
            try (var better = lan.ours(Host.ONE, router(150))) {
                lan.awaitOwner(Host.ONE, router(150));
                lan.staysQuiet(Host.ONE, better, router(150));
                assertThat(better.status().boundAddresses()).hasSize(COUNT);

                // keepalived still expects what it was started with.
                lan.mtu(Host.ONE, SMALL_MTU);
                lan.staysQuiet(Host.ONE, better, router(150));
                assertThat(better.status().findings()).isEmpty();
            }
            lan.awaitOwner(Host.TWO, router(100));
            lan.mtu(Host.ONE, 1500);
            try (var worse = lan.ours(Host.ONE, router(50))) {
                lan.staysQuiet(Host.TWO, worse, router(50));
                assertThat(worse.state()).isEqualTo(State.BACKUP);
                assertThat(worse.status().findings()).isEmpty();
            }
            assertThat(lan.heard()).allSatisfy(heard -> {
                assertThat(heard.sound()).isTrue();
                assertThat(heard.addresses().split(",")).hasSize(ROOM);
            });
        }
    }
}
