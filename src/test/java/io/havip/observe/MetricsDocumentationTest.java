package io.havip.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.cloud.CloudAddress.Reading;
import io.havip.cloud.Holding;
import io.havip.haproxy.HaproxyInfo;
import io.havip.linux.Clock;
import io.havip.testing.Requirement;
import io.havip.vrrp.Action;
import io.havip.vrrp.Cause;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Family;
import io.havip.vrrp.Peer;
import io.havip.vrrp.State;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} lists every metric that a scrape returns, with its type, and no other. */
class MetricsDocumentationTest {
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(havip_\\w+)` \\| (\\w+) \\|");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (havip_\\w+) (\\w+)$");

    private static final Pattern ALIAS_ROW = Pattern.compile("(?m)^\\| `(keepalived_\\w+)` \\| (\\w+) \\|");
    private static final Pattern ALIAS_TYPE = Pattern.compile("(?m)^# TYPE (keepalived_\\w+) (\\w+)$");

    @Test
    void theDocumentListsWhatAScrapeReturns() throws IOException {
        var documented = matches(ROW, Files.readString(Path.of("docs/metrics.md")));

        assertThat(scraped()).isEqualTo(documented);
    }

    @Test
    void theNamesOfKeepalivedsExportersAreAddedOnRequest() throws IOException {
        var documented = matches(ALIAS_ROW, Files.readString(Path.of("docs/metrics.md")));

        assertThat(scrape(false)).doesNotContain("keepalived_");
        assertThat(matches(ALIAS_TYPE, scrape(true))).isEqualTo(documented);
        assertThat(scrape(true))
                .contains("keepalived_up 1.0\n")
                .contains("keepalived_vrrp_state{iname=\"VI_1\",intf=\"eth0\",ip_address=\"10.77.0.100\",vrid=\"51\"}"
                        + " 1.0\n")
                .contains(
                        "keepalived_vrrp_excluded_state{iname=\"VI_1\",intf=\"eth1\",ip_address=\"10.77.1.100/24\",vrid=\"51\"}"
                                + " 1.0\n")
                .contains("keepalived_advertisements_received_total{iname=\"VI_1\",intf=\"eth0\",vrid=\"51\"} 2.0\n")
                .contains("keepalived_priority_zero_received_total{iname=\"VI_1\",intf=\"eth0\",vrid=\"51\"} 1.0\n")
                .contains("keepalived_advertisements_sent_total{iname=\"VI_1\",intf=\"eth0\",vrid=\"51\"} 1.0\n")
                .contains("keepalived_become_master_total{iname=\"VI_1\",intf=\"eth0\",vrid=\"51\"} 1.0\n")
                .contains("keepalived_release_master_total{iname=\"VI_1\",intf=\"eth0\",vrid=\"51\"} 0.0\n")
                .contains("keepalived_packet_length_errors_total{iname=\"VI_1\",intf=\"eth0\",vrid=\"51\"} 1.0\n")
                .contains("keepalived_gratuitous_arp_delay_total{iname=\"VI_1\",intf=\"eth0\",vrid=\"51\"} 5.0\n")
                .contains("keepalived_vrrp_advert_rcvd{intf=\"eth0\",name=\"VI_1\",state=\"BACKUP\",vrid=\"51\"} 2.0\n")
                .contains("keepalived_exporter_check_script_status{iname=\"VI_1\",intf=\"eth0\","
                        + "ip_address=\"10.77.0.100\",vrid=\"51\"} 1.0\n")
                .contains("keepalived_script_state{name=\"haproxy\"} 0.0\n")
                .contains("keepalived_script_status{name=\"haproxy\"} 1.0\n");
    }

    @Test
    void openMetricsHasTheSuffixOfCountersAtTheirSamplesAlone() {
        assertThat(scrape(true, MetricsFormat.OPENMETRICS))
                .contains("# TYPE havip_vrrp_advertisements_sent counter\nhavip_vrrp_advertisements_sent_total{")
                .contains("# TYPE keepalived_vrrp_advert_sent unknown\n")
                .doesNotContain("untyped")
                .endsWith("# EOF\n");
    }

    @Test
    void promtoolIsContent() throws IOException, InterruptedException {
        Requirement.PROMETHEUS.ensure();
        var promtool = new ProcessBuilder(PROMTOOL.toString(), "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (var scrape = promtool.outputWriter()) {
            scrape.write(scrape(true));
        }

        assertThat(promtool.inputReader().readAllAsString()).isEmpty();
        assertThat(promtool.waitFor()).isZero();
    }

    @Test
    void noLabelIsOneThatPrometheusGivesToTargets() {
        assertThat(scrape(true)).contains("vrrp_instance=\"VI_1\"").doesNotContainPattern("[{,](instance|job)=");
    }

    private static Set<String> scraped() {
        return matches(TYPE, scrape(false)).stream()
                .filter(metric -> !metric.contains("_max "))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String scrape(boolean keepalivedNames) {
        return scrape(keepalivedNames, MetricsFormat.TEXT);
    }

    private static String scrape(boolean keepalivedNames, MetricsFormat format) {
        var meters = new Meters(Clock.MACHINE, keepalivedNames);
        var address = InetAddress.ofLiteral("10.77.0.100");
        var addresses = List.of(
                new InstanceStatus.Address(address, 32, "eth0", true),
                new InstanceStatus.Address(InetAddress.ofLiteral("10.77.1.100"), 24, "eth1", false));
        var status = new InstanceStatus(
                new InstanceStatus.Role(State.BACKUP, false, 100, 361_000_000),
                Optional.of(new Peer(address, 150)),
                0,
                List.of(),
                Map.of(),
                Optional.empty(),
                List.of(),
                Since.NOTHING);
        var router = meters.virtualRouter(
                new InstanceStatus.Identity(
                        "VI_1", 51, "eth0", Family.IPV4, 100, 5_000_000_000L, List.of(address), addresses),
                () -> status);
        meters.build("1.0");
        meters.config();
        meters.loop();
        meters.stray("eth0", Family.IPV4);
        meters.health("haproxy", true);
        meters.healthCheck("haproxy", true, 1);
        meters.haproxy(Optional.of(new HaproxyInfo("3.0", 4711)));
        router.transition(new TransitionReport(
                "VI_1",
                new Action.Transition(State.BACKUP, State.ACTIVE, Cause.ACTIVE_DOWN, 0),
                "started",
                0,
                Map.of(TransitionReport.Phase.DETECTION, 0L),
                OptionalLong.of(1),
                Known.nothing()));
        router.heldBy(
                () -> List.of(new Holding(
                        "10.77.0.100 at aws",
                        "aws",
                        Optional.of(new Reading(true, Optional.of("eni-1"), true, Optional.empty())),
                        0,
                        Map.of(),
                        0,
                        0,
                        0,
                        12)),
                Clock.MACHINE);
        router.advertisementReceived(150);
        router.advertisementReceived(0);
        router.advertisementSent(100);
        router.discarded(DropReason.TOTAL_LENGTH);
        var scrape = new ByteArrayOutputStream();
        meters.write(scrape, format);
        var library = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new HttpMeters(library, () -> 0).certificate(() -> 0);
        new PeerMeters(library);
        new ControlMeters(library);
        new JournalMeters(library).watch(() -> true);
        new LogMeters(library);
        new RecorderMeters(library);
        new WorkerMeters(library).failed("announcer");
        return scrape.toString(StandardCharsets.UTF_8) + library.scrape(format.contentType());
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1) + " " + match.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
