package io.havip.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.haproxy.HaproxyInfo;
import io.havip.vrrp.Cause;
import io.havip.vrrp.Family;
import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouter;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} lists every metric that a scrape returns, with its type, and no other. */
class MetricsDocumentationTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(havip_\\w+)` \\| (\\w+) \\|");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (havip_\\w+) (\\w+)$");

    @Test
    void theDocumentListsWhatAScrapeReturns() throws IOException {
        var documented = matches(ROW, Files.readString(Path.of("docs/metrics.md")));

        assertThat(scraped()).isEqualTo(documented);
    }

    private static Set<String> scraped() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        var meters = new Meters(registry);
        var address = InetAddress.ofLiteral("10.77.0.100");
        var status = new InstanceStatus(State.BACKUP, 100, 361_000_000, 0, Optional.empty(), List.of(), Map.of());
        var router = meters.virtualRouter(
                new InstanceStatus.Identity("VI_1", 51, "eth0", Family.IPV4, 100, List.of(address)), () -> status);
        meters.build("1.0");
        meters.loop();
        meters.stray("eth0", Family.IPV4);
        meters.health("haproxy", true);
        meters.healthCheck("haproxy", true, 1);
        meters.haproxy(Optional.of(new HaproxyInfo("3.0", 4711)));
        router.activePeer(Optional.of(new VirtualRouter.Peer(address, 150)));
        router.transition(new TransitionReport(
                "VI_1",
                State.INITIALIZE,
                State.BACKUP,
                Cause.STARTUP,
                "started",
                0,
                Map.of(TransitionReport.Phase.DETECTION, 0L)));
        return matches(TYPE, registry.scrape()).stream()
                .filter(metric -> !metric.contains("_max "))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1) + " " + match.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
