package io.havip.gateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.havip.gateway.instance.AntiReplay;
import io.havip.gateway.instance.ReceiveChecks;
import io.havip.gateway.instance.Received;
import io.havip.gateway.settings.Instances;
import io.havip.linux.Datagram;
import io.havip.observe.Finding;
import io.havip.observe.Finding.Kind;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Authentication.Password;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Peer;
import io.havip.vrrp.State;
import io.havip.wire.AddressClaim;
import io.havip.wire.ChecksumForm;
import io.havip.wire.MacAddress;
import io.havip.wire.VrrpCodec;
import io.havip.wire.VrrpCodec.Decoded;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the peer doctor says, in virtual time; every packet goes through the codec and the receive checks first. */
class PeerDoctorTest {
    private static final InetAddress OURS = InetAddress.ofLiteral("10.77.0.1");
    private static final InetAddress PEER = InetAddress.ofLiteral("10.77.0.2");
    private static final InetAddress THIRD = InetAddress.ofLiteral("10.77.0.3");
    private static final InetAddress GROUP = InetAddress.ofLiteral("224.0.0.18");
    private static final long NOON_MILLIS = 1_789_900_000_000L;
    /** A minute before noon. */
    private static final long SEQUENCE = NOON_MILLIS / 1000 - 60 << 32;

    private static final long SECOND = 1_000_000_000L;
    private static final Instances PLAIN = Instances.withPriority(100);
    private static final Instances VERSION2 = PLAIN.version2(1, new Password("1111"));
    private static final Hmac ORDERED = new Hmac(Instances.HMAC.keys(), 1, OptionalInt.empty(), Hmac.Mode.ENFORCE);
    private static final Instances UNICAST = PLAIN.unicast("10.77.0.2");

    /** A packet on its way: what another router sends, and what becomes of it. */
    private record Sent(
            Instances sender, InetAddress source, InetAddress destination, int ttl, UnaryOperator<byte[]> mangled) {
        static Sent by(Instances sender) {
            return new Sent(sender, PEER, GROUP, 255, bytes -> bytes);
        }

        Sent from(InetAddress other) {
            return new Sent(sender, other, destination, ttl, mangled);
        }

        Sent to(InetAddress other) {
            return new Sent(sender, source, other, ttl, mangled);
        }

        Sent ttl(int other) {
            return new Sent(sender, source, destination, other, mangled);
        }

        Sent mangled(UnaryOperator<byte[]> change) {
            return new Sent(sender, source, destination, ttl, change);
        }

        byte[] bytes() {
            var settings = sender.settings();
            var router = settings.router();
            var advertisement = new Advertisement(
                    router.version(),
                    router.vrid(),
                    router.priority(),
                    router.timing().advertisementIntervalNanos(),
                    router.addresses());
            return mangled.apply(VrrpCodec.encode(
                    advertisement,
                    settings.exchange().authentication(),
                    SEQUENCE,
                    settings.exchange().checksum(),
                    source,
                    destination));
        }
    }

    private final class Patient {
        final Instances instances;
        final PeerDoctor doctor;
        final AntiReplay antiReplay = new AntiReplay();

        Patient(Instances instances) {
            this.instances = instances;
            this.doctor = new PeerDoctor(instances.settings());
        }

        /** As VrrpInstance does; answers why the packet was dropped. */
        DropReason receives(Sent sent, long atNanos) {
            var decoded = VrrpCodec.decode(sent.bytes(), sent.source(), sent.destination());
            if (decoded instanceof Decoded.Dropped dropped) {
                doctor.discarded(dropped.reason(), null, sent.source(), sent.ttl(), atNanos);
                return dropped.reason();
            }
            var packet = (Decoded.Packet) decoded;
            var reason = ReceiveChecks.check(
                    instances.settings(),
                    new Received(
                            new Datagram(sent.bytes(), sent.source(), sent.destination(), sent.ttl(), atNanos), packet),
                    OURS,
                    antiReplay,
                    NOON_MILLIS);
            reason.ifPresentOrElse(
                    why -> doctor.discarded(why, packet, sent.source(), sent.ttl(), atNanos),
                    () -> doctor.heard(packet, sent.source(), atNanos));
            return reason.orElse(DropReason.VRID);
        }
    }

    private static Arguments check(DropReason reason, Instances receiver, Sent sent, Kind kind, String sentence) {
        return arguments(reason, receiver, sent, kind, sentence);
    }

    static Stream<Arguments> receiveChecks() {
        var peer = Sent.by(Instances.withPriority(150));
        var peer2 = Instances.withPriority(150).version2(1, new Password("1111"));
        return Stream.of(
                check(
                        DropReason.LENGTH,
                        PLAIN,
                        peer.mangled(bytes -> Arrays.copyOf(bytes, 6)),
                        Kind.MALFORMED,
                        "10.77.0.2 sends packets that are no advertisement: too short"),
                check(
                        DropReason.TOTAL_LENGTH,
                        PLAIN,
                        peer.mangled(bytes -> Arrays.copyOf(bytes, bytes.length + 4)),
                        Kind.MALFORMED,
                        "10.77.0.2 sends packets that are no advertisement: the address count and the length disagree"),
                check(
                        DropReason.TYPE,
                        PLAIN,
                        peer.mangled(bytes -> with(bytes, 0, 0x32)),
                        Kind.MALFORMED,
                        "10.77.0.2 sends packets that are no advertisement: another type than 1"),
                check(
                        DropReason.MALFORMED,
                        PLAIN,
                        Sent.by(Instances.withPriority(150).interval(0)),
                        Kind.MALFORMED,
                        "10.77.0.2 sends packets that are no advertisement: no address, or an interval of 0"),
                check(
                        DropReason.CHECKSUM,
                        PLAIN,
                        peer.mangled(bytes -> with(bytes, 2, 151)),
                        Kind.CHECKSUM,
                        "10.77.0.2 sends advertisements with a wrong checksum"),
                check(
                        DropReason.HOP_LIMIT,
                        PLAIN,
                        peer.ttl(64),
                        Kind.HOP_LIMIT,
                        "10.77.0.2 is heard with TTL 64, accepted is 255 to 255"),
                check(
                        DropReason.VERSION,
                        PLAIN,
                        Sent.by(peer2),
                        Kind.VERSION,
                        "10.77.0.2 speaks version 2, this router version 3"),
                check(
                        DropReason.AUTHENTICATION_TYPE,
                        VERSION2,
                        Sent.by(Instances.withPriority(150).version2(1, new Authentication.None())),
                        Kind.AUTHENTICATION,
                        "10.77.0.2 uses another type of authentication, or a key that is not known here"),
                check(
                        DropReason.AUTHENTICATION,
                        VERSION2,
                        Sent.by(peer2.version2(1, new Password("2222"))),
                        Kind.AUTHENTICATION,
                        "10.77.0.2 uses another password or key"),
                check(
                        DropReason.STALE,
                        PLAIN.authentication(Instances.HMAC),
                        Sent.by(Instances.withPriority(150).authentication(Instances.HMAC)),
                        Kind.AUTHENTICATION,
                        "10.77.0.2 has another time of day than this host, or somebody repeats what it has sent"),
                check(
                        DropReason.REPLAY,
                        PLAIN.authentication(ORDERED),
                        Sent.by(Instances.withPriority(150).authentication(ORDERED)),
                        Kind.AUTHENTICATION,
                        "somebody repeats what 10.77.0.2 has sent"),
                check(
                        DropReason.INTERVAL,
                        VERSION2,
                        Sent.by(peer2.version2(2, new Password("1111"))),
                        Kind.INTERVAL,
                        "10.77.0.2 advertises every 2000 ms, this router every 1000 ms, and is discarded"),
                check(
                        DropReason.DESTINATION,
                        UNICAST,
                        peer,
                        Kind.TRANSPORT,
                        "10.77.0.2 sends multicast, this router unicast"),
                check(
                        DropReason.SOURCE,
                        UNICAST,
                        peer.from(THIRD).to(OURS),
                        Kind.STRANGER,
                        "10.77.0.3 uses VRID 51, is no configured peer, and is discarded"),
                check(
                        DropReason.OWN_SOURCE,
                        PLAIN,
                        peer.from(OURS),
                        Kind.OWN_ADDRESS,
                        "advertisements come in from our own address 10.77.0.1"));
    }

    private static byte[] with(byte[] bytes, int index, int value) {
        bytes[index] = (byte) value;
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("receiveChecks")
    void saysWhyAPacketIsDiscarded(DropReason reason, Instances receiver, Sent sent, Kind kind, String sentence) {
        var patient = new Patient(receiver);

        if (reason == DropReason.REPLAY) {
            patient.receives(sent, 0);
        }
        assertThat(patient.receives(sent, 0)).isEqualTo(reason);

        assertThat(patient.doctor.review(State.BACKUP, 100, SECOND))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(kind);
                    assertThat(finding.sentence()).isEqualTo(sentence);
                    assertThat(finding.mend()).isNotBlank();
                });
    }

    @Test
    void theTableHoldsEveryReason() {
        assertThat(receiveChecks().map(row -> row.get()[0]))
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(DropReason.VRID)).stream()
                        .map(Object.class::cast)
                        .toList());
    }

    static Stream<Arguments> toleratedDifferences() {
        var peer = Instances.withPriority(150);
        return Stream.of(
                arguments(
                        peer.checksum(ChecksumForm.MESSAGE_ONLY),
                        Kind.CHECKSUM_FORM,
                        "10.77.0.2 computes the checksum without the pseudo-header, this router does not"),
                arguments(
                        peer.interval(2 * SECOND),
                        Kind.INTERVAL,
                        "10.77.0.2 advertises every 2000 ms, this router every 100 ms, which is adopted while it is"
                                + " active"),
                arguments(
                        peer.addresses("10.77.0.101/24"),
                        Kind.ADDRESSES,
                        "10.77.0.2 advertises other addresses: it lacks 10.77.0.100 it adds 10.77.0.101"),
                arguments(
                        Instances.withPriority(100),
                        Kind.SAME_PRIORITY,
                        "10.77.0.2 advertises priority 100, which is configured here too"));
    }

    @ParameterizedTest
    @MethodSource("toleratedDifferences")
    void saysHowAPeerThatIsHeardDiffers(Instances peer, Kind kind, String sentence) {
        var patient = new Patient(PLAIN);

        patient.receives(Sent.by(peer), 0);

        assertThat(patient.doctor.review(State.BACKUP, 100, SECOND))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(kind);
                    assertThat(finding.sentence()).isEqualTo(sentence);
                });
    }

    @Test
    void forgetsWhatIsNotRepeated() {
        var patient = new Patient(PLAIN);
        patient.receives(Sent.by(Instances.withPriority(150)).ttl(64), 0);

        assertThat(kinds(patient.doctor.review(State.ACTIVE, 100, 30 * SECOND))).containsExactly(Kind.HOP_LIMIT);
        assertThat(patient.doctor.review(State.ACTIVE, 100, 31 * SECOND)).isEmpty();
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
                new AddressClaim(InetAddress.ofLiteral("10.77.0.100"), MacAddress.parse("02:00:00:00:00:02")), SECOND);

        assertThat(patient.doctor.review(State.ACTIVE, 100, SECOND))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(Kind.UNHEARD_OWNER);
                    assertThat(finding.mend()).contains("IP protocol 112");
                });
    }

    @Test
    void anOwnerThatIsHeardButNotUnderstoodIsNotUnheard() {
        var patient = new Patient(PLAIN);
        patient.doctor.review(State.ACTIVE, 100, 0);
        patient.receives(Sent.by(Instances.withPriority(150).version2(1, new Authentication.None())), 10 * SECOND);
        patient.doctor.claimed(
                new AddressClaim(InetAddress.ofLiteral("10.77.0.100"), MacAddress.parse("02:00:00:00:00:09")),
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
    void aPeerThatHasSpokenForAWhileIsMissedForAsLongAsItIsGone() {
        var patient = new Patient(PLAIN);
        for (long at = 0; at <= 30 * SECOND; at += SECOND / 10) {
            patient.receives(Sent.by(Instances.withPriority(150)), at);
        }
        patient.doctor.review(State.ACTIVE, 100, 31 * SECOND);

        assertThat(kinds(patient.doctor.review(State.ACTIVE, 100, 3600 * SECOND)))
                .containsExactly(Kind.PEER_SILENT);
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
        patient.receives(Sent.by(Instances.withPriority(150)), SECOND);
        patient.doctor.review(State.ACTIVE, 100, SECOND);

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

    private static List<Kind> kinds(List<Finding> findings) {
        return findings.stream().map(Finding::kind).toList();
    }
}
