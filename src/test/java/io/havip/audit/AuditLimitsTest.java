package io.havip.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.vrrp.Family;
import io.havip.wire.CapturedFrame;
import io.havip.wire.Dissector;
import io.havip.wire.Dissector.Dissection;
import io.havip.wire.Recording;
import java.net.InetAddress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A capture can't make an audit grow, and what is left out is said. */
class AuditLimitsTest {
    private static Audit audit() {
        return new Audit(0);
    }

    private static void see(Audit audit, CapturedFrame frame) {
        audit.see(new PacketRef(0, frame.number(), frame.atEpochNanos()), Dissector.dissect(frame));
    }

    @Test
    void thereMayBeSoManyVirtualRouters() {
        var recording = new Recording();
        for (int link = 0; link < 5; link++) {
            recording.on("eth" + link);
            for (int vrid = 1; vrid <= 255; vrid++) {
                recording.vrid(vrid).says(vrid, "10.9.0.1", 150);
            }
        }

        var report = recording.audit();

        assertThat(report.routers()).hasSize(Audit.ROUTERS_MAX);
        assertThat(report.advertisements()).isEqualTo(5 * 255);
        assertThat(report.notes())
                .contains("advertisements that were not followed, of more than 1024 virtual routers or 32 routers of"
                        + " one: " + (5 * 255 - Audit.ROUTERS_MAX));
    }

    @Test
    void thereMayBeSoManyRoutersOfOne() {
        var recording = new Recording();
        for (int router = 1; router <= Following.SPEAKERS_MAX + 10; router++) {
            recording.says(router, "10.9.0." + router, 0);
        }

        assertThat(recording.audit().notes()).singleElement().asString().endsWith(": 10");
    }

    @Test
    void thereMayBeSoManyFindingsAndTenures() {
        var recording = new Recording();
        for (int second = 0; second < Ledger.TENURES_MAX + 10; second++) {
            recording.says(second * 1_000L, "10.9.0.1", 150);
        }

        var report = recording.audit();

        assertThat(report.routers().getFirst().tenures()).hasSize(Ledger.TENURES_MAX);
        assertThat(report.findings()).hasSize(Ledger.FINDINGS_MAX);
        assertThat(report.notes()).contains("findings that are not shown: 9009", "tenures that are not shown: 10");
    }

    @Test
    void ofTooManyAnnouncementsNothingIsConcluded() {
        var announcements = new SeenAnnouncements();
        var one = (Dissection.Neighbour) Dissector.dissect(
                new Recording().announces(0, "10.9.0.1").frames().getFirst());
        assertThat(announcements.complete(Family.IPV4)).isFalse();
        announcements.see(one, 0);
        assertThat(announcements.complete(Family.IPV4)).isTrue();

        for (int i = 0; i < SeenAnnouncements.KEPT_MAX; i++) {
            announcements.see(new Dissection.Neighbour("link " + i, Family.IPV4, one.claim()), 1);
        }

        assertThat(announcements.complete(Family.IPV4)).isFalse();
        var address = InetAddress.ofLiteral("10.9.0.100");
        var places = Arrays.asList(Recording.macOf("10.9.0.1"));
        assertThat(announcements.since(1, "link 1", address, places)).isTrue();
        assertThat(announcements.since(1, "link " + (SeenAnnouncements.KEPT_MAX - 1), address, places))
                .isFalse();
    }

    @Test
    void whatNoRouterWouldTakeIsCounted() {
        var audit = audit();
        for (var frame : new Recording().advertises("10.9.0.1", 150, 0, 300).frames()) {
            frame.bytes()[14 + 20 + 6] ^= 1;
            see(audit, frame);
        }

        assertThat(audit.report().notes())
                .containsExactly(
                        "packets of VRRP that no router would take: 3 (a wrong checksum), the first is packet 1");
        assertThat(audit.report().advertisements()).isZero();
    }

    @Test
    void framesOfAnUnknownLinkAreCounted() {
        var audit = audit();
        for (int type = 0; type < 20; type++) {
            see(audit, new CapturedFrame(type, "", 1_000 + type, 0, 0, new byte[0], ""));
        }

        assertThat(audit.report().notes())
                .hasSize(16)
                .contains("frames of a kind of link that is not known here (1000): 1");
    }

    @Test
    void timeDoesNotGoBackwards() {
        var audit = audit();
        var frames = new Recording().advertises("10.9.0.1", 150, 0, 1_000).frames();
        frames.reversed().forEach(frame -> see(audit, frame));

        var report = audit.report();

        assertThat(report.findings()).isEmpty();
        assertThat(report.notes())
                .containsExactly("frames older than one before them, which count as if they were not: 9");
        assertThat(report.extent().orElseThrow().nanos()).isZero();
    }

    @Test
    void anEmptyCaptureSaysNothing() {
        assertThat(audit().report()).satisfies(report -> {
            assertThat(report.well()).isTrue();
            assertThat(report.extent()).isEmpty();
            assertThat(report.routers()).isEmpty();
        });
    }
}
