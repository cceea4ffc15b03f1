package io.havip.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.audit.AuditReport;
import io.havip.audit.Irregularity;
import io.havip.audit.Irregularity.Kind;
import io.havip.audit.PacketRef;
import io.havip.audit.SeenTenure;
import io.havip.audit.Takeover;
import io.havip.interop.Setting.Host;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** An audit of two routers that are not ours, beside what Wireshark lists of the same capture. */
@Execution(ExecutionMode.CONCURRENT)
class AuditedPairTest {
    private static final Setting SETTING = Setting.V3_MULTICAST;
    private static final Host BETTER = Host.ONE;
    private static final Host WORSE = Host.TWO;
    private static final int NANO_DIGITS = 9;
    private static final long PARTED_NANOS = 500_000_000L;
    private static final long OVERDUE_NANOS = 2_000_000_000L;

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "FRR_OF_TRIXIE")
    @DisplayName("a preemption, a silent death, a release, and a partition that heals are what the audit says they are")
    void keepalived(Daemon daemon) {
        daemon.ensureInstalled();
        var better = SETTING.on(BETTER, 150);
        var worse = SETTING.on(WORSE, 100);
        try (var lan = new Lan(BETTER, WORSE).provoking(Kind.TWO_OWNERS, Kind.SILENT_HEAL);
                var _ = lan.start(daemon, WORSE, worse)) {
            lan.awaitOwner(WORSE, worse);
            try (var first = lan.start(daemon, BETTER, better)) {
                lan.awaitOwner(BETTER, better);
                first.kill();
                lan.awaitAmongOwners(WORSE, worse);
            }
            try (var second = lan.start(daemon, BETTER, better)) {
                lan.awaitOwner(BETTER, better);
                second.stop();
                lan.awaitOwner(WORSE, worse);
            }
            try (var _ = lan.start(daemon, BETTER, better)) {
                lan.awaitOwner(BETTER, better);
                lan.part(true);
                lan.awaitOwners(better, BETTER, WORSE);
                Lan.soon().until(() -> lastTenure(lan).nanos() > PARTED_NANOS);
                lan.part(false);
                lan.awaitOwner(BETTER, better);

                Lan.soon()
                        .untilAsserted(() -> assertThat(story(lan.audit()))
                                .containsExactly(
                                        "two FIRST YIELDED",
                                        "one PREEMPTION SILENT",
                                        "two SILENCE YIELDED",
                                        "one PREEMPTION RELEASED",
                                        "two RELEASE YIELDED",
                                        "one PREEMPTION CAPTURE_ENDED",
                                        "two EARLY YIELDED"));
                Lan.soon().until(() -> announcementsAreOverdue(lan));
            }
            wiresharkSaysTheSame(lan, lan.audit());
        }
    }

    private static List<String> story(AuditReport report) {
        return report.routers().stream()
                .flatMap(router -> router.tenures().stream())
                .map(tenure -> "%s %s %s"
                        .formatted(
                                tenure.router().getHostAddress().equals(BETTER.ipv4()) ? BETTER : WORSE,
                                tenure.takeover()
                                        .map(Takeover::cause)
                                        .map(Enum::name)
                                        .orElse("FIRST"),
                                tenure.end()))
                .toList();
    }

    /** So long after the heal that whoever has not announced again has not. */
    private static boolean announcementsAreOverdue(Lan lan) {
        var report = lan.audit();
        long healed = lastTenure(lan).last().atEpochNanos();
        return report.extent().orElseThrow().toEpochNanos() - healed > OVERDUE_NANOS;
    }

    private static SeenTenure lastTenure(Lan lan) {
        return lan.audit().routers().getFirst().tenures().getLast();
    }

    private static void wiresharkSaysTheSame(Lan lan, AuditReport report) {
        var tenures = report.routers().getFirst().tenures();
        assertThat(tenures).allSatisfy(tenure -> {
            assertThat(advertised(lan, tenure.first(), "ip.src"))
                    .isEqualTo(tenure.router().getHostAddress());
            assertThat(advertised(lan, tenure.last(), "ip.src"))
                    .isEqualTo(tenure.router().getHostAddress());
            assertThat(advertised(lan, tenure.last(), "vrrp.prio").equals("0"))
                    .isEqualTo(tenure.end() == SeenTenure.End.RELEASED);
            tenure.takeover().ifPresent(takeover -> evidenceIsThere(lan, tenure, takeover));
        });
        var partition = tenures.getLast();
        assertThat(report.findings()).extracting(Irregularity::kind).contains(Kind.TWO_OWNERS);
        assertThat(lan.frames(
                        "vrrp && ip.src == %s && frame.number > %d && frame.number < %d"
                                .formatted(
                                        BETTER.ipv4(),
                                        partition.first().number(),
                                        partition.last().number()),
                        "frame.number"))
                .as("the better one is heard meanwhile")
                .isNotEmpty();
        boolean announcedAgain = !lan.frames(
                        "arp.isgratuitous && arp.src.proto_ipv4 == 10.77.0.100 && frame.number > %d && eth.src == %s"
                                .formatted(partition.last().number(), lan.mac(BETTER)),
                        "frame.number")
                .isEmpty();
        assertThat(report.findings().stream().anyMatch(finding -> finding.kind() == Kind.SILENT_HEAL))
                .isEqualTo(!announcedAgain);
    }

    /** Between the evidence and the takeover the former one says nothing more. */
    private static void evidenceIsThere(Lan lan, SeenTenure tenure, Takeover takeover) {
        assertThat(lan.frames(
                        "vrrp && ip.src == %s && frame.number > %d && frame.number < %d"
                                .formatted(
                                        takeover.from().getHostAddress(),
                                        takeover.evidence().number(),
                                        tenure.first().number()),
                        "frame.number"))
                .isEmpty();
        var seconds = new BigDecimal(advertised(lan, tenure.first(), "frame.time_epoch"))
                .subtract(new BigDecimal(advertised(lan, takeover.evidence(), "frame.time_epoch")));
        assertThat(BigDecimal.valueOf(
                        tenure.first().atEpochNanos() - takeover.evidence().atEpochNanos(), NANO_DIGITS))
                .isEqualByComparingTo(seconds);
    }

    private static String advertised(Lan lan, PacketRef packet, String field) {
        return lan.frames("vrrp && frame.number == " + packet.number(), field)
                .getFirst()
                .get(field);
    }
}
