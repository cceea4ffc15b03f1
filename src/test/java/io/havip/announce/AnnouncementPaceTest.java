package io.havip.announce;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.announce.Announcement.BoundAddress;
import io.havip.config.InstanceBuilder;
import io.havip.config.options.AnnounceOptions;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a switch bears, by a clock of the test's own. */
class AnnouncementPaceTest {
    private static final long MILLISECOND = 1_000_000L;

    /** 10 ms between gratuitous ARPs, 20 ms between neighbour advertisements. */
    private static final AnnouncementSettings SETTINGS =
            InstanceBuilder.announcements(announce -> announce.with(AnnounceOptions.INTERVAL, 10 * MILLISECOND)
                    .with(AnnounceOptions.NEIGHBOUR_INTERVAL, 20 * MILLISECOND));

    private final AnnouncementPace pace = new AnnouncementPace();

    @Test
    void theFirstOneNeedNotWait() {
        assertThat(ready("192.0.2.1", "eth0")).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void anInterfaceBearsOneInAnInterval() {
        pace.sent(on("192.0.2.1", "eth0"), 0);

        assertThat(ready("192.0.2.2", "eth0")).isEqualTo(10 * MILLISECOND);
        assertThat(ready("192.0.2.2", "eth1")).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void arpAndNeighbourDiscoveryDoNotWaitForEachOther() {
        pace.sent(on("192.0.2.1", "eth0"), 0);
        assertThat(ready("2001:db8::1", "eth0")).isEqualTo(Long.MIN_VALUE);

        pace.sent(on("2001:db8::1", "eth0"), 0);
        assertThat(ready("2001:db8::2", "eth0")).isEqualTo(20 * MILLISECOND);
    }

    @Test
    void whoeverAsksForNoDistanceNeedNotKeepOne() {
        pace.sent(on("192.0.2.1", "eth0"), 0);

        var eager = InstanceBuilder.announcements(_ -> {});
        assertThat(pace.readyNanos(on("192.0.2.1", "eth0"), eager)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void theInterfacesOfAGroupShareItsIntervals() {
        pace.group(List.of(
                new AnnouncementGroup(List.of("eth0", "eth1"), Optional.of(50 * MILLISECOND), Optional.of(0L))));

        pace.sent(on("192.0.2.1", "eth1"), MILLISECOND);
        pace.sent(on("2001:db8::1", "eth1"), MILLISECOND);

        assertThat(ready("192.0.2.2", "eth0")).isEqualTo(51 * MILLISECOND);
        assertThat(ready("2001:db8::2", "eth0")).isEqualTo(Long.MIN_VALUE);
        assertThat(ready("192.0.2.2", "eth2")).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void whatAGroupDoesNotSayIsAsTheInstanceSays() {
        pace.group(List.of(
                new AnnouncementGroup(List.of("eth0", "eth1"), Optional.of(50 * MILLISECOND), Optional.empty())));

        pace.sent(on("2001:db8::1", "eth1"), 0);

        assertThat(ready("2001:db8::2", "eth0")).isEqualTo(20 * MILLISECOND);
    }

    @Test
    void aVirtualMacCountsAsTheInterfaceBeneath() {
        pace.sent(new BoundAddress(InetAddress.ofLiteral("192.0.2.1"), "vrrp.51", 9, "eth0", List.of()), 0);

        assertThat(ready("192.0.2.2", "eth0")).isEqualTo(10 * MILLISECOND);
    }

    private long ready(String address, String interfaceName) {
        return pace.readyNanos(on(address, interfaceName), SETTINGS);
    }

    private static BoundAddress on(String address, String interfaceName) {
        return new BoundAddress(InetAddress.ofLiteral(address), interfaceName, 2, interfaceName, List.of());
    }
}
