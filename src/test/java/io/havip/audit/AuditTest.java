package io.havip.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.audit.Irregularity.Kind;
import io.havip.audit.Takeover.Cause;
import io.havip.wire.Recording;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What an audit tells of stories whose truth is known. 10.9.0.1 has priority 150, and 10.9.0.2 has 100. */
class AuditTest {
    private static final String BETTER = "10.9.0.1";
    private static final String WORSE = "10.9.0.2";
    /** 3 x 100 ms + 156/256 x 100 ms, and the last part alone. */
    private static final long ACTIVE_DOWN_INTERVAL = 360_937_500;

    private static final long SKEW_TIME = 60_937_500;

    private static List<String> tenures(AuditReport report) {
        return report.routers().getFirst().tenures().stream()
                .map(tenure -> "%s %s %s"
                        .formatted(
                                tenure.router().getHostAddress(),
                                tenure.takeover()
                                        .map(Takeover::cause)
                                        .map(Enum::name)
                                        .orElse("FIRST"),
                                tenure.end()))
                .toList();
    }

    private static Takeover takeover(AuditReport report) {
        return report.routers().getFirst().tenures().getLast().takeover().orElseThrow();
    }

    private static List<Kind> kinds(AuditReport report) {
        return report.findings().stream().map(Irregularity::kind).toList();
    }

    @Test
    void whoFallsSilentIsFollowedWithinTheActiveDownInterval() {
        var report = new Recording()
                .advertises(BETTER, 150, 0, 1_000)
                .serves(WORSE, 100, 900 + 361, 2_000)
                .audit();

        assertThat(report.findings()).isEmpty();
        assertThat(tenures(report)).containsExactly(BETTER + " FIRST SILENT", WORSE + " SILENCE CAPTURE_ENDED");
        assertThat(takeover(report).boundNanos()).isEqualTo(OptionalLong.of(ACTIVE_DOWN_INTERVAL));
        assertThat(takeover(report).evidence().number()).isEqualTo(10);
    }

    @Test
    void theTakeoverIsLateBeyondTheToleranceOnly() {
        assertThat(kinds(afterSilence(361 + 49))).isEmpty();

        var late = afterSilence(361 + 51);

        assertThat(kinds(late)).containsExactly(Kind.LATE_TAKEOVER);
        assertThat(late.findings().getFirst().sentence())
                .isEqualTo(
                        "10.9.0.2 took over 412.0 ms after the last advertisement of 10.9.0.1, 51.1 ms later than its"
                                + " Active_Down_Interval of 360.9 ms allows; it may have come up only then");
        assertThat(late.findings().getFirst().packets())
                .extracting(PacketRef::number)
                .containsExactly(10L, 11L);
    }

    private static AuditReport afterSilence(long millis) {
        return new Recording()
                .advertises(BETTER, 150, 0, 1_000)
                .serves(WORSE, 100, 900 + millis, 3_000)
                .audit();
    }

    @Test
    void whoReleasesIsFollowedWithinTheSkewTime() {
        var report = new Recording()
                .advertises(BETTER, 150, 0, 1_000)
                .says(950, BETTER, 0)
                .serves(WORSE, 100, 950 + 61, 2_000)
                .audit();

        assertThat(report.findings()).isEmpty();
        assertThat(tenures(report)).containsExactly(BETTER + " FIRST RELEASED", WORSE + " RELEASE CAPTURE_ENDED");
        assertThat(takeover(report).boundNanos()).isEqualTo(OptionalLong.of(SKEW_TIME));
        assertThat(kinds(new Recording()
                        .advertises(BETTER, 150, 0, 1_000)
                        .says(950, BETTER, 0)
                        .serves(WORSE, 100, 1_311, 2_000)
                        .audit()))
                .containsExactly(Kind.LATE_TAKEOVER);
    }

    @Test
    void version2CountsTheSkewTimeInFractionsOfASecond() {
        var report = new Recording()
                .version2()
                .advertises(BETTER, 150, 0, 5_000)
                .serves(WORSE, 100, 4_000 + 3_610, 12_000)
                .audit();

        assertThat(report.findings()).isEmpty();
        assertThat(takeover(report).boundNanos()).isEqualTo(OptionalLong.of(3_609_375_000L));
    }

    @Test
    void aBackupGoesByTheIntervalOfTheActiveOne() {
        var report = new Recording()
                .interval(200)
                .advertises(BETTER, 150, 0, 2_000)
                .interval(100)
                .serves(WORSE, 100, 1_800 + 722, 4_000)
                .audit();

        assertThat(takeover(report).boundNanos()).isEqualTo(OptionalLong.of(2 * ACTIVE_DOWN_INTERVAL));
        assertThat(kinds(report)).containsExactly(Kind.INTERVALS_DIFFER);
    }

    @Test
    void aPreemptionIsNoTakeoverBySilenceAndNothingBoundsIt() {
        var report = new Recording()
                .advertises(WORSE, 100, 0, 1_000)
                .serves(BETTER, 150, 950, 2_000)
                .audit();

        assertThat(report.findings()).isEmpty();
        assertThat(tenures(report)).containsExactly(WORSE + " FIRST YIELDED", BETTER + " PREEMPTION CAPTURE_ENDED");
        assertThat(takeover(report).boundNanos()).isEmpty();
    }

    @Test
    void ofEqualPrioritiesTheGreaterAddressIsBetter() {
        assertThat(tenures(new Recording()
                        .advertises("10.9.0.9", 100, 0, 1_000)
                        .serves("10.9.0.200", 100, 950, 2_000)
                        .audit()))
                .contains("10.9.0.200 PREEMPTION CAPTURE_ENDED");
    }

    @Test
    void oneMoreAdvertisementOfWhoGivesWayIsAFarewell() {
        var report = new Recording()
                .advertises(WORSE, 100, 0, 1_000)
                .serves(BETTER, 150, 950, 2_000)
                .says(951, WORSE, 100)
                .audit();

        assertThat(report.findings()).isEmpty();
        assertThat(tenures(report)).containsExactly(WORSE + " FIRST YIELDED", BETTER + " PREEMPTION CAPTURE_ENDED");
    }

    @Test
    void twoThatDoNotHearEachOtherAreTwoOwners() {
        var report = new Recording()
                .advertises(WORSE, 100, 0, 3_000)
                .serves(BETTER, 150, 950, 5_000)
                .announces(2_910, BETTER)
                .audit();

        assertThat(kinds(report)).containsExactly(Kind.TWO_OWNERS);
        var finding = report.findings().getFirst();
        assertThat(finding.sentence())
                .startsWith("10.9.0.2 (priority 100) and 10.9.0.1 (priority 150) were both active for 1.950 s:"
                        + " 10.9.0.2 should have given way");
        assertThat(finding.packets())
                .extracting(packet -> (packet.atEpochNanos() - Recording.BEGIN) / Recording.MILLISECOND)
                .containsExactly(950L, 2_900L);
    }

    @Test
    void whoTakesOverThoughTheActiveOneGoesOnIsASecondOwner() {
        var report = new Recording()
                .advertises(BETTER, 150, 0, 5_000)
                .serves(WORSE, 100, 950, 1_000)
                .announces(1_010, BETTER)
                .audit();

        assertThat(kinds(report)).containsExactly(Kind.TWO_OWNERS);
        assertThat(tenures(report)).contains(WORSE + " EARLY YIELDED");
    }

    @Test
    void whoTakesOverEarlyFromOneThatIsGoneIsNoSecondOwner() {
        var report = new Recording()
                .advertises(BETTER, 150, 0, 1_000)
                .serves(WORSE, 100, 900 + 200, 3_000)
                .audit();

        assertThat(report.findings()).isEmpty();
        assertThat(takeover(report).cause()).isEqualTo(Cause.EARLY);
    }

    @Test
    void whoBecomesActiveAtTheSameTimeAsABetterOneIsNoSecondOwner() {
        var report = crossing(1, 2).audit();

        assertThat(report.findings()).isEmpty();
        assertThat(tenures(report)).containsExactly(BETTER + " FIRST CAPTURE_ENDED", WORSE + " CROSSING YIELDED");
        assertThat(takeover(report).evidence().number()).isEqualTo(1);
        assertThat(takeover(report).boundNanos()).isEmpty();
    }

    @Test
    void theSameTimeIsAsLongAsTheToleranceAndNoLongerThanAnInterval() {
        assertThat(kinds(crossing(50, 51).audit())).isEmpty();
        assertThat(kinds(crossing(51, 52).audit())).containsExactly(Kind.TWO_OWNERS);

        assertThat(kinds(everyTwentyMillis().says(20, WORSE, 100).audit())).isEmpty();
        assertThat(kinds(everyTwentyMillis().says(21, WORSE, 100).audit())).containsExactly(Kind.TWO_OWNERS);
    }

    private static Recording everyTwentyMillis() {
        return new Recording().interval(20).serves(BETTER, 150, 0, 3_000).announces(30, BETTER);
    }

    @Test
    void whoHasBecomeActiveAtTheSameTimeGivesWayAfterOneMoreRound() {
        assertThat(kinds(crossing(1, 2).says(101, WORSE, 100).audit())).isEmpty();

        var defiant = crossing(1, 2).says(101, WORSE, 100).says(201, WORSE, 100).audit();

        assertThat(kinds(defiant)).contains(Kind.TWO_OWNERS);
        assertThat(defiant.findings().getFirst().sentence())
                .startsWith("10.9.0.1 (priority 150) and 10.9.0.2 (priority 100) were both active for 200.0 ms:");
    }

    @Test
    void whoHasBeenHeardForLongIsNotCrossed() {
        var report = new Recording()
                .advertises(BETTER, 150, 0, 3_000)
                .says(1_001, WORSE, 100)
                .announces(1_010, BETTER)
                .audit();

        assertThat(kinds(report)).containsExactly(Kind.TWO_OWNERS);
    }

    @Test
    void whoComesBackAsItsSuccessorTakesOverIsCrossed() {
        assertThat(kinds(silentFor(335).says(1_336, WORSE, 100).audit())).containsExactly(Kind.INTERVAL);
        assertThat(kinds(silentFor(300).says(1_301, WORSE, 100).audit())).contains(Kind.TWO_OWNERS);
    }

    /** The better one says nothing for so long, of the 361 ms that the other one waits. */
    private static Recording silentFor(long millis) {
        return new Recording()
                .advertises(BETTER, 150, 0, 1_001)
                .advertises(BETTER, 150, 1_000 + millis, 3_000)
                .announces(1_400, BETTER);
    }

    /** Both become active; the better one answers, as RFC 9568 section 6.4.3 wants it. */
    private static Recording crossing(long worseAtMillis, long answerAtMillis) {
        return new Recording()
                .serves(BETTER, 150, 0, 3_000)
                .announces(answerAtMillis, BETTER)
                .says(answerAtMillis, BETTER, 150)
                .serves(WORSE, 100, worseAtMillis, worseAtMillis + 1);
    }

    @Test
    void whatSecondOwnersDifferInIsNamed() {
        var report = new Recording()
                .interval(1_000)
                .advertises(BETTER, 150, 0, 8_000)
                .version2()
                .addresses("10.9.0.100", "10.9.0.101")
                .serves(WORSE, 100, 500, 8_000)
                .audit();

        assertThat(kinds(report)).containsExactly(Kind.TWO_OWNERS);
        assertThat(report.findings().getFirst().sentence())
                .contains("when the capture ended")
                .contains("they differ in their versions, their addresses (unless these are two networks");
    }

    @Test
    void aCopyForEachPeerIsOneAdvertisement() {
        var copies = new Recording().advertises(BETTER, 150, 0, 2_000);
        copies.advertises(BETTER, 150, 1, 2_000).advertises(BETTER, 150, 2, 2_000);

        assertThat(copies.audit().findings()).isEmpty();
    }

    @Test
    void whoAdvertisesAtAnotherIntervalThanItSaysIsNamed() {
        var slow = new Recording();
        for (int millis = 0; millis < 2_000; millis += 120) {
            slow.says(millis, BETTER, 150);
        }

        assertThat(slow.audit().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.INTERVAL);
            assertThat(finding.sentence())
                    .isEqualTo("10.9.0.1 says that it advertises every 100.0 ms, and does so every 120.0 ms");
        });
    }

    @Test
    void aMissingAdvertisementIsNamed() {
        var report = new Recording()
                .advertises(BETTER, 150, 0, 1_000)
                .advertises(BETTER, 150, 1_160, 3_000)
                .audit();

        assertThat(kinds(report)).containsExactly(Kind.INTERVAL);
        assertThat(report.findings().getFirst().sentence())
                .isEqualTo("10.9.0.1 advertises every 100.0 ms, and was not heard for 260.0 ms");
    }

    @Test
    void silenceThatNobodyEndsIsNamed() {
        var back = new Recording()
                .advertises(BETTER, 150, 0, 1_000)
                .advertises(BETTER, 150, 3_000, 4_000)
                .audit();
        assertThat(kinds(back)).containsExactly(Kind.NO_OWNER);
        assertThat(tenures(back)).containsExactly(BETTER + " FIRST SILENT", BETTER + " RETURN CAPTURE_ENDED");

        assertThat(kinds(new Recording()
                        .advertises(BETTER, 150, 0, 1_000)
                        .noise(3_000)
                        .audit()))
                .containsExactly(Kind.NO_OWNER);
        assertThat(kinds(new Recording()
                        .advertises(BETTER, 150, 0, 1_000)
                        .says(1_000, BETTER, 0)
                        .noise(3_000)
                        .audit()))
                .as("whoever stops may be the last one")
                .isEmpty();
    }

    @Test
    void theEndOfThePreemptingOneIsFollowedAgain() {
        var report = new Recording()
                .version2()
                .advertises(WORSE, 100, 0, 2_000)
                .serves(BETTER, 150, 1_100, 3_000)
                .says(2_500, BETTER, 0)
                .serves(WORSE, 100, 3_110, 6_000)
                .audit();

        assertThat(report.findings()).isEmpty();
        assertThat(tenures(report))
                .containsExactly(
                        WORSE + " FIRST YIELDED", BETTER + " PREEMPTION RELEASED", WORSE + " RELEASE CAPTURE_ENDED");
    }

    @Test
    void theOwnerOfTheAddressesWaitsForNobody() {
        var report = new Recording()
                .advertises(WORSE, 100, 0, 1_000)
                .serves("10.9.0.3", 255, 5_000, 7_000)
                .audit();

        assertThat(report.findings()).isEmpty();
        assertThat(takeover(report).boundNanos()).isEmpty();
    }

    @Test
    void theSameRouterWithAnotherSourceHasNothingToAnnounce() {
        // Its MAC address goes by the last number.
        var report = new Recording()
                .advertises(BETTER, 150, 0, 1_000)
                .advertises("10.8.0.1", 150, 1_000, 4_000)
                .announces(0, WORSE)
                .audit();

        assertThat(report.findings()).isEmpty();
    }

    @Test
    void oneVridOnTwoLinksIsTwoVirtualRouters() {
        var report = new Recording()
                .advertises(BETTER, 150, 0, 2_000)
                .on("eth1")
                .addresses("10.8.0.100")
                .advertises("10.8.0.1", 150, 0, 2_000)
                .vrid(52)
                .advertises("10.8.0.1", 150, 0, 2_000)
                .audit();

        assertThat(report.findings()).isEmpty();
        assertThat(report.routers())
                .extracting(router -> router.id().text())
                .containsExactly(
                        "virtual router 51 on eth0, IPv4",
                        "virtual router 51 on eth1, IPv4",
                        "virtual router 52 on eth1, IPv4");
    }
}
