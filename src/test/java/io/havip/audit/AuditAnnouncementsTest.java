package io.havip.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.audit.Irregularity.Kind;
import io.havip.wire.Recording;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether everybody was told where the addresses are. 10.9.0.1 has priority 150, and 10.9.0.2 has 100. */
class AuditAnnouncementsTest {
    private static final String BETTER = "10.9.0.1";
    private static final String WORSE = "10.9.0.2";

    private static List<Kind> kinds(AuditReport report) {
        return report.findings().stream().map(Irregularity::kind).toList();
    }

    @Test
    void theWinnerAnnouncesAgainAfterAHeal() {
        var silent = new Recording()
                .advertises(BETTER, 150, 0, 6_000)
                .serves(WORSE, 100, 1_000, 3_000)
                .audit();

        assertThat(kinds(silent)).containsExactly(Kind.TWO_OWNERS, Kind.SILENT_HEAL);
        assertThat(silent.findings().getLast().sentence())
                .startsWith("10.9.0.2 gave way, and 10.9.0.1 did not announce again 10.9.0.100 within");
        assertThat(kinds(new Recording()
                        .advertises(BETTER, 150, 0, 6_000)
                        .serves(WORSE, 100, 1_000, 3_000)
                        .announces(3_500, BETTER)
                        .audit()))
                .containsExactly(Kind.TWO_OWNERS);
    }

    @Test
    void whoTakesOverAnnouncesEachAddress() {
        var report = new Recording()
                .addresses("10.9.0.100", "10.9.0.101")
                .advertises(BETTER, 150, 0, 1_000)
                .advertises(WORSE, 100, 1_261, 4_000)
                .addresses("10.9.0.100")
                .announces(1_262, WORSE)
                .audit();

        assertThat(kinds(report)).containsExactly(Kind.NOT_ANNOUNCED);
        assertThat(report.findings().getFirst().sentence())
                .isEqualTo("10.9.0.2 became active, and did not announce 10.9.0.101 within 1.361 s: there was no"
                        + " gratuitous ARP of its");
    }

    @Test
    void anAnnouncementOfTheFormerOneIsNoneOfTheSuccessor() {
        assertThat(kinds(new Recording()
                        .advertises(BETTER, 150, 0, 1_000)
                        .advertises(WORSE, 100, 1_261, 4_000)
                        .announces(1_262, BETTER)
                        .audit()))
                .containsExactly(Kind.NOT_ANNOUNCED);
    }

    @Test
    void anAnnouncementMayComeAnIntervalBeforeTheAdvertisement() {
        assertThat(kinds(new Recording()
                        .advertises(BETTER, 150, 0, 1_000)
                        .announces(1_261, WORSE)
                        .advertises(WORSE, 100, 1_361, 4_000)
                        .audit()))
                .containsExactly(Kind.LATE_TAKEOVER);
    }

    @Test
    void aCaptureWithoutAnyArpSaysNothingOfAnnouncements() {
        var report = new Recording()
                .advertises(BETTER, 150, 0, 1_000)
                .advertises(WORSE, 100, 1_261, 4_000)
                .audit();

        assertThat(report.findings()).isEmpty();
        assertThat(report.notes())
                .containsExactly("there is no ARP in the capture, or too much: whether addresses were announced is not"
                        + " known");
    }

    @Test
    void whoeverBecomesActiveWithinTheCaptureAnnounces() {
        assertThat(kinds(new Recording()
                        .noise(0)
                        .advertises(BETTER, 150, 500, 3_000)
                        .announces(0, WORSE)
                        .audit()))
                .containsExactly(Kind.NOT_ANNOUNCED);
    }

    @Test
    void ipv6IsAnnouncedByNeighbourAdvertisements() {
        var story = new Recording()
                .addresses("fe80::100", "fd00:9::100")
                .advertises("fe80::1", 150, 0, 1_000)
                .serves("fe80::2", 100, 1_261, 4_000);

        assertThat(story.audit().findings()).isEmpty();
        assertThat(story.audit().routers().getFirst().tenures()).hasSize(2);
        assertThat(kinds(story.addresses("fe80::100", "fd00:9::101")
                        .says(4_000, "fe80::2", 0)
                        .advertises("fe80::2", 100, 5_000, 9_000)
                        .audit()))
                .containsExactly(Kind.NOT_ANNOUNCED);
    }
}
