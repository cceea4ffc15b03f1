package io.havip.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.linux.Clock;
import io.havip.linux.Errno;
import io.havip.vrrp.Family;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Advertisements that the kernel refuses: to whom, and why. */
class SendFailuresTest {
    private static final InetAddress GROUP = InetAddress.ofLiteral("224.0.0.18");
    private static final InetAddress ONE = InetAddress.ofLiteral("10.77.0.2");
    private static final InetAddress OTHER = InetAddress.ofLiteral("10.77.0.3");
    private static final InetAddress THIRD = InetAddress.ofLiteral("10.77.0.4");

    private final Meters meters = new Meters(Clock.MACHINE, false);

    private VirtualRouterMeters routerTo(InetAddress... destinations) {
        return meters.virtualRouter(identity(destinations), () -> InstanceStatus.initial(100, 0));
    }

    private static InstanceStatus.Identity identity(InetAddress... destinations) {
        return new InstanceStatus.Identity("web", 51, "eth0", Family.IPV4, 100, 0, List.of(destinations), List.of());
    }

    private Stream<String> failures() {
        var scrape = new ByteArrayOutputStream();
        meters.write(scrape, MetricsFormat.TEXT);
        return scrape.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("havip_vrrp_advertisements_send_failures_total{"))
                .map(line -> line.replaceFirst(".*(errno=\"\\w+\").*?(,peer=\"[0-9.]+\")?,vrid.*} ", "$1$2 "));
    }

    @Test
    void eachPeerHasItsReasonsFromTheStart() {
        var router = routerTo(ONE, OTHER);

        router.advertisementSendFailed(OTHER, Errno.EPERM);

        assertThat(failures())
                .contains(
                        "errno=\"EPERM\",peer=\"10.77.0.2\" 0.0",
                        "errno=\"EPERM\",peer=\"10.77.0.3\" 1.0",
                        "errno=\"ENETUNREACH\",peer=\"10.77.0.3\" 0.0");
    }

    @Test
    void aGroupIsNoPeer() {
        routerTo(GROUP).advertisementSendFailed(GROUP, Errno.EPERM);

        assertThat(failures()).contains("errno=\"EPERM\" 1.0").noneMatch(line -> line.contains("peer"));
    }

    @Test
    void whoStaysAfterAReloadKeepsItsCountAndWhoGoesTakesItAlong() {
        var router = routerTo(ONE, OTHER);
        router.advertisementSendFailed(ONE, Errno.EPERM);
        router.advertisementSendFailed(OTHER, Errno.EPERM);

        router.identify(identity(OTHER, THIRD));
        router.advertisementSendFailed(ONE, Errno.EPERM);

        assertThat(failures())
                .contains("errno=\"EPERM\",peer=\"10.77.0.3\" 1.0", "errno=\"EPERM\",peer=\"10.77.0.4\" 0.0")
                .noneMatch(line -> line.contains("10.77.0.2"));
    }
}
