package io.havip.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.announce.Announcement;
import io.havip.announce.Announcements;
import io.havip.cloud.Ownership;
import io.havip.gateway.host.Deadlines;
import io.havip.gateway.host.Host;
import io.havip.gateway.host.InterfaceTable;
import io.havip.gateway.settings.Instances;
import io.havip.linux.Clock;
import io.havip.linux.Link;
import io.havip.observe.InstanceStatus;
import io.havip.observe.Meters;
import io.havip.observe.MetricsFormat;
import io.havip.observe.VirtualRouterMeters;
import io.havip.testing.Answering;
import io.havip.testing.QuietReporter;
import io.havip.testing.UnseenTraffic;
import io.havip.vrrp.Family;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of announcements that can't be sent. */
class AddressAnnouncementsTest {
    private static final String FULL = "send: No buffer space available";
    private static final String DOWN = "send: Network is down";

    private final List<String> warnings = new ArrayList<>();
    private final List<Announcements.Listener> listeners = new ArrayList<>();
    private final Meters meters = new Meters(Clock.MACHINE, false);
    private final VirtualRouterMeters router = meters.virtualRouter(
            new InstanceStatus.Identity("VI_1", 51, "eth0", Family.IPV4, 100, 0, List.of(), List.of()),
            () -> InstanceStatus.initial(100, 0));

    private long nowNanos = 1_000L;
    private final Deadlines deadlines = new Deadlines();
    private final Commons commons = new Commons(deadlines, new InterfaceTable(), Map.of(), () -> 0, () -> {});
    private final Host host = Answering.as(Host.class, (method, _) -> switch (method) {
        case "nanos" -> nowNanos;
        case "announcements" -> new Listened();
        case "traffic" -> new UnseenTraffic();
        case "ownership" -> Ownership.NONE;
        case "reporter" -> new Warned();
        default -> throw new AssertionError("the host is asked for " + method);
    });

    @BeforeEach
    void announce() {
        new AddressAnnouncements(host, commons, router)
                .start(Instances.withPriority(100).settings(), Optional.empty());
    }

    /** Of many addresses, that is a millisecond or more. */
    @Test
    void anotherRoutersAdvertisementLeavesBetweenTheAddresses() {
        var advertised = new ArrayList<Long>();
        var advertisement = deadlines.timer(advertised::add);
        advertisement.set(nowNanos + 5);
        advertisement.prompt(true);
        deadlines.timer(_ -> Assertions.fail("what concerns others waits")).set(nowNanos + 5);

        listener().between();
        assertThat(advertised).as("not yet due").isEmpty();

        nowNanos += 5;
        listener().between();
        assertThat(advertised).containsExactly(nowNanos);
    }

    @Test
    void whatKeepsFailingIsToldOnceAndCountedEachTime() {
        for (int frame = 0; frame < 25; frame++) {
            fail("eth0", FULL);
        }

        assertThat(warnings).containsExactly("can't announce on eth0: " + FULL);
        assertThat(failures()).isEqualTo(25);
    }

    @Test
    void anotherReasonIsToldToo() {
        fail("eth0", FULL);
        fail("eth0", DOWN);
        fail("eth0", DOWN);

        assertThat(warnings).containsExactly("can't announce on eth0: " + FULL, "can't announce on eth0: " + DOWN);
    }

    @Test
    void whatHasWorkedInBetweenIsToldAgain() {
        fail("eth0", FULL);
        listener().sent("eth0", false);
        fail("eth0", FULL);

        assertThat(warnings).containsExactly("can't announce on eth0: " + FULL, "can't announce on eth0: " + FULL);
    }

    @Test
    void whatWorksOnAnotherInterfaceChangesNothing() {
        fail("eth0", FULL);
        listener().sent("eth1", false);
        fail("eth0", FULL);

        assertThat(warnings).containsExactly("can't announce on eth0: " + FULL);
    }

    private void fail(String interfaceName, String reason) {
        listener().failed(interfaceName, reason);
    }

    private Announcements.Listener listener() {
        return listeners.getLast();
    }

    private double failures() {
        var scrape = new ByteArrayOutputStream();
        meters.write(scrape, MetricsFormat.TEXT);
        return scrape.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("havip_announcements_failures_total{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private final class Listened implements Announcements {
        @Override
        public void prepare(Link link) {}

        @Override
        public void start(Announcement announcement, Listener listener) {
            listeners.add(listener);
        }

        @Override
        public void stop(String instance) {}

        @Override
        public Optional<String> impediment() {
            return Optional.empty();
        }
    }

    private final class Warned extends QuietReporter {
        @Override
        public void warn(String message) {
            warnings.add(message);
        }
    }
}
