package io.havip.gateway.doctor;

import static io.havip.gateway.doctor.Patient.OURS;
import static io.havip.gateway.doctor.Patient.PEER;
import static io.havip.gateway.doctor.Patient.SECOND;
import static io.havip.gateway.doctor.Patient.THIRD;
import static io.havip.gateway.doctor.Patient.kinds;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.gateway.doctor.Patient.Sent;
import io.havip.gateway.settings.Instances;
import io.havip.observe.Circumstances;
import io.havip.observe.Finding;
import io.havip.observe.Finding.Kind;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Peer;
import io.havip.vrrp.State;
import io.havip.wire.AddressClaim;
import io.havip.wire.MacAddress;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** Whom the peer doctor misses, and whom it takes for one too many, in virtual time. */
class PeerPresenceTest {
    private static final Instances PLAIN = Instances.withPriority(100);
    private static final Instances UNICAST = PLAIN.unicast("10.77.0.2");

    @Test
    void forgetsWhatIsNotRepeated() {
        var patient = new Patient(PLAIN);
        patient.receives(Sent.by(Instances.withPriority(150)).ttl(64), 0);

        assertThat(kinds(patient.doctor.review(State.ACTIVE, 100, 30 * SECOND))).containsExactly(Kind.HOP_LIMIT);
        assertThat(patient.doctor.review(State.ACTIVE, 100, 31 * SECOND)).isEmpty();
    }

    @Test
    void anotherAgentOnThisHostIsToldOfUntilItHasEnded() {
        var patient = new Patient(PLAIN);
        patient.doctor.notAlone(SECOND);
        assertThat(kinds(patient.doctor.review(State.ACTIVE, 100, SECOND))).containsExactly(Kind.SAME_HOST);

        patient.doctor.alone();

        assertThat(patient.doctor.review(State.ACTIVE, 100, 2 * SECOND)).isEmpty();
    }

    @Test
    void remembersWhoWasHeardWhenAndWithWhichPriority() {
        var patient = new Patient(UNICAST);
        patient.receives(Sent.by(Instances.withPriority(150)).to(OURS), SECOND);
        patient.receives(Sent.by(Instances.withPriority(140)).to(OURS), 2 * SECOND);

        assertThat(patient.doctor.heard()).containsExactly(new Circumstances.Heard(PEER, 140, 2 * SECOND));
    }

    @Test
    void aBackupThatNeverSpeaksIsInOrder() {
        var patient = new Patient(UNICAST);

        patient.doctor.review(State.BACKUP, 100, 0);
        patient.doctor.review(State.ACTIVE, 100, SECOND);

        assertThat(patient.doctor.review(State.ACTIVE, 100, 3600 * SECOND)).isEmpty();
    }

    @Test
    void aBetterPeerThatFellSilentIsMissedUntilItIsHeardAgain() {
        var patient = new Patient(PLAIN);
        var better = Sent.by(Instances.withPriority(150));
        patient.receives(better, 0);
        patient.doctor.review(State.ACTIVE, 100, SECOND);

        assertThat(patient.doctor.review(State.ACTIVE, 100, 2 * SECOND))
                .singleElement()
                .satisfies(finding -> assertThat(finding.sentence())
                        .isEqualTo("10.77.0.2 had priority 150, better than 100 here, fell silent without a release"
                                + " and has not come back"));

        patient.receives(better, 3 * SECOND);
        assertThat(patient.doctor.review(State.BACKUP, 100, 3 * SECOND)).isEmpty();
    }

    @Test
    void aLesserPeerThatWasReplacedIsNotMissed() {
        var patient = new Patient(PLAIN);
        patient.receives(Sent.by(Instances.withPriority(50)), 0);
        patient.doctor.review(State.ACTIVE, 100, SECOND);

        assertThat(patient.doctor.review(State.ACTIVE, 100, 3600 * SECOND)).isEmpty();
    }

    @Test
    void inFaultSomebodyElseHasToSpeak() {
        var patient = new Patient(PLAIN);
        patient.doctor.review(State.FAULT, 100, 0);

        assertThat(kinds(patient.doctor.review(State.FAULT, 100, SECOND))).containsExactly(Kind.PEER_SILENT);
        patient.receives(Sent.by(Instances.withPriority(50)), SECOND);
        assertThat(patient.doctor.review(State.FAULT, 100, SECOND)).isEmpty();
    }

    @Test
    void aClaimOfAnUnheardRouterMeansThatTheNetworkFiltersVrrp() {
        var patient = new Patient(PLAIN);
        patient.doctor.review(State.ACTIVE, 100, 0);

        patient.doctor.claimed(
                new AddressClaim(InetAddress.ofLiteral("10.77.0.100"), MacAddress.parse("02:00:00:00:00:02"), true),
                SECOND);

        assertThat(patient.doctor.review(State.ACTIVE, 100, SECOND))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(Kind.UNHEARD_OWNER);
                    assertThat(finding.mend()).contains("IP protocol 112");
                });
        patient.receives(Sent.by(Instances.withPriority(50)), SECOND);
        assertThat(patient.doctor.review(State.ACTIVE, 100, SECOND)).isEmpty();
    }

    @Test
    void anOwnerThatIsHeardButNotUnderstoodIsNotUnheard() {
        var patient = new Patient(PLAIN);
        patient.doctor.review(State.ACTIVE, 100, 0);
        patient.receives(Sent.by(Instances.withPriority(150).version2(1, new Authentication.None())), 10 * SECOND);
        patient.doctor.claimed(
                new AddressClaim(InetAddress.ofLiteral("10.77.0.100"), MacAddress.parse("02:00:00:00:00:09"), true),
                10 * SECOND);

        assertThat(patient.doctor.review(State.ACTIVE, 100, 11 * SECOND))
                .extracting(Finding::kind)
                .containsExactly(Kind.VERSION);
    }

    @Test
    void aChangeOfRolesIsNotSeveralActiveRoutersButGoingOnIs() {
        var patient = new Patient(PLAIN);
        patient.receives(Sent.by(Instances.withPriority(150)), 0);
        patient.receives(Sent.by(Instances.withPriority(120)).from(THIRD), SECOND / 10);
        assertThat(patient.doctor.review(State.BACKUP, 100, SECOND / 10)).isEmpty();

        for (long at = SECOND / 5; at <= SECOND; at += SECOND / 10) {
            patient.receives(Sent.by(Instances.withPriority(150)), at);
            patient.receives(Sent.by(Instances.withPriority(120)).from(THIRD), at);
        }
        assertThat(kinds(patient.doctor.review(State.BACKUP, 100, SECOND))).containsExactly(Kind.SEVERAL_ACTIVE);
    }

    @Test
    void oneThatServedWhileThisOneWasAwayForLessThanASecondIsNoRival() {
        var patient = new Patient(PLAIN);
        patient.doctor.review(State.ACTIVE, 100, 0);
        patient.doctor.moved(State.FAULT, SECOND / 10);
        for (long at = SECOND / 10; at <= 8 * SECOND / 10; at += SECOND / 10) {
            patient.receives(Sent.by(Instances.withPriority(50)), at);
        }
        patient.doctor.moved(State.ACTIVE, 8 * SECOND / 10);

        assertThat(patient.doctor.review(State.ACTIVE, 100, SECOND)).isEmpty();
    }

    @Test
    void anActiveThatGoesOnHearingAnotherIsOneOfTwo() {
        var patient = new Patient(PLAIN);
        patient.doctor.review(State.ACTIVE, 100, 0);
        for (long at = 0; at <= SECOND; at += SECOND / 10) {
            patient.receives(Sent.by(Instances.withPriority(50)), at);
        }
        assertThat(kinds(patient.doctor.review(State.ACTIVE, 100, SECOND))).containsExactly(Kind.SEVERAL_ACTIVE);
    }

    @Test
    void aStrangerThatWasHeardOnceIsForgotten() {
        var patient = new Patient(PLAIN);
        patient.receives(Sent.by(Instances.withPriority(255)), SECOND);
        patient.doctor.review(State.ACTIVE, 100, 2 * SECOND);

        assertThat(kinds(patient.doctor.review(State.ACTIVE, 100, 31 * SECOND))).containsExactly(Kind.PEER_SILENT);
        assertThat(patient.doctor.review(State.ACTIVE, 100, 32 * SECOND)).isEmpty();
    }

    @Test
    void aPeerIsMissedForAsLongAsItWasThere() {
        var patient = new Patient(PLAIN);
        for (long at = 0; at <= 100 * SECOND; at += SECOND / 10) {
            patient.receives(Sent.by(Instances.withPriority(150)), at);
        }
        patient.doctor.review(State.ACTIVE, 100, 101 * SECOND);

        assertThat(kinds(patient.doctor.review(State.ACTIVE, 100, 200 * SECOND)))
                .containsExactly(Kind.PEER_SILENT);
        assertThat(patient.doctor.review(State.ACTIVE, 100, 201 * SECOND)).isEmpty();
    }

    @Test
    void withUnicastOnlyAConfiguredPeerIsMissedForLong() {
        var patient = new Patient(UNICAST);
        for (long at = 0; at <= 31 * SECOND; at += SECOND / 10) {
            patient.receives(Sent.by(Instances.withPriority(255)).from(THIRD).to(OURS), at);
        }
        patient.doctor.review(State.ACTIVE, 100, 32 * SECOND);

        assertThat(patient.doctor.review(State.ACTIVE, 100, 63 * SECOND)).isEmpty();
    }

    @Test
    void aConfiguredPeerIsMissedHoweverBrieflyItHasSpoken() {
        var patient = new Patient(UNICAST);
        patient.receives(Sent.by(Instances.withPriority(150)).to(OURS), 0);
        patient.doctor.review(State.ACTIVE, 100, SECOND);

        assertThat(kinds(patient.doctor.review(State.ACTIVE, 100, 3600 * SECOND)))
                .containsExactly(Kind.PEER_SILENT);
    }

    @Test
    void strangersThatFillTheTableHideNobody() {
        var patient = new Patient(PLAIN);
        for (int host = 0; host < Speakers.SPEAKERS_MAX; host++) {
            patient.receives(
                    Sent.by(Instances.withPriority(1)).from(InetAddress.ofLiteral("10.77.0." + (100 + host))), host);
        }
        assertThat(patient.unremembered).hasValue(0);
        patient.receives(Sent.by(Instances.withPriority(150)), SECOND);
        patient.doctor.review(State.ACTIVE, 100, SECOND);

        assertThat(patient.unremembered).hasValue(1);
        assertThat(patient.doctor.review(State.ACTIVE, 100, 3 * SECOND))
                .singleElement()
                .satisfies(finding -> assertThat(finding.sentence()).startsWith("10.77.0.2 had priority 150"));
    }

    @Test
    void peersThatAreNoMoreMakeRoomToo() {
        var patient = new Patient(PLAIN);
        for (long at = 0; at <= 31 * SECOND; at += SECOND / 10) {
            for (int host = 0; host < Speakers.SPEAKERS_MAX; host++) {
                var source = InetAddress.ofLiteral("10.77.0." + (100 + host));
                patient.receives(Sent.by(Instances.withPriority(1)).from(source), at);
            }
        }
        patient.receives(Sent.by(Instances.withPriority(150)), 90 * SECOND);
        patient.doctor.review(State.ACTIVE, 100, 90 * SECOND);

        assertThat(kinds(patient.doctor.review(State.ACTIVE, 100, 92 * SECOND))).containsExactly(Kind.PEER_SILENT);
    }

    @Test
    void whoCannotHearMissesNobody() {
        var patient = new Patient(PLAIN);
        patient.doctor.review(State.FAULT, 100, 0);

        patient.doctor.deaf(10 * SECOND);
        assertThat(patient.doctor.review(State.FAULT, 100, 10 * SECOND)).isEmpty();
        assertThat(kinds(patient.doctor.review(State.FAULT, 100, 11 * SECOND))).containsExactly(Kind.PEER_SILENT);
    }

    @Test
    void whoIsNotHeardByALesserOneIsToldThatRatherThanThatTheyAreTwo() {
        var patient = new Patient(PLAIN);
        patient.doctor.review(State.ACTIVE, 100, 0);
        for (long at = 0; at <= SECOND; at += SECOND / 10) {
            patient.receives(Sent.by(Instances.withPriority(50)), at);
        }
        patient.doctor.unheardBy(new Peer(PEER, 50), SECOND);

        assertThat(patient.doctor.review(State.ACTIVE, 100, SECOND))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.sentence())
                            .isEqualTo("10.77.0.2, of lower priority (50), goes on advertising: it does not hear this"
                                    + " router");
                    assertThat(finding.mend()).contains("IP protocol 112");
                });
    }
}
