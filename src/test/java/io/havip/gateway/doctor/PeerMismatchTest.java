package io.havip.gateway.doctor;

import static io.havip.gateway.doctor.Patient.OURS;
import static io.havip.gateway.doctor.Patient.SECOND;
import static io.havip.gateway.doctor.Patient.THIRD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.havip.gateway.doctor.Patient.Sent;
import io.havip.gateway.settings.Instances;
import io.havip.observe.Finding.Kind;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Authentication.Key;
import io.havip.vrrp.Authentication.Password;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.State;
import io.havip.wire.ChecksumForm;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the peer doctor says of packets that are discarded, and of those that are accepted all the same. */
class PeerMismatchTest {
    private static final Instances PLAIN = Instances.withPriority(100);
    private static final Instances VERSION2 = PLAIN.version2(1, new Password("1111"));
    private static final Hmac ORDERED = new Hmac(Instances.HMAC.keys(), 1, OptionalInt.empty(), Hmac.Mode.ENFORCE);
    private static final Instances UNICAST = PLAIN.unicast("10.77.0.2");

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
                        "10.77.0.2's advertisements have TTL 64, and this router accepts 255 to 255"),
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
                        "10.77.0.2 has no password, and this router has one"),
                check(
                        DropReason.AUTHENTICATION,
                        VERSION2,
                        Sent.by(peer2.version2(1, new Password("2222"))),
                        Kind.AUTHENTICATION,
                        "10.77.0.2 uses another password than this router"),
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
                        "10.77.0.2 advertises every 2000 ms, this router every 1000 ms: version 2 discards such"
                                + " advertisements"),
                check(
                        DropReason.DESTINATION,
                        UNICAST,
                        peer,
                        Kind.TRANSPORT,
                        "10.77.0.2 sends multicast to 224.0.0.18, this router unicast"),
                check(
                        DropReason.SOURCE,
                        UNICAST,
                        peer.from(THIRD).to(OURS),
                        Kind.STRANGER,
                        "10.77.0.3 uses VRID 51, is no configured peer of this router, and is discarded"),
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

    static Stream<Arguments> proofs() {
        var signing = Instances.withPriority(150).authentication(ORDERED);
        var otherKey = new Hmac(Map.of(1, new Key("07".repeat(32))), 1, OptionalInt.empty(), Hmac.Mode.ENFORCE);
        var password2 = Sent.by(Instances.withPriority(150).version2(1, new Password("1111")));
        return Stream.of(
                arguments(
                        PLAIN.authentication(ORDERED),
                        Sent.by(Instances.withPriority(150)),
                        "10.77.0.2 sends without a trailer, and this router insists on one"),
                arguments(PLAIN, Sent.by(signing), "10.77.0.2 sends with a trailer, which this router does not know"),
                arguments(
                        PLAIN.authentication(otherKey),
                        Sent.by(signing),
                        "10.77.0.2 sends with a key that this router does not have"),
                arguments(
                        PLAIN.version2(1, new Authentication.None()),
                        password2,
                        "10.77.0.2 has a password, and this router has none"),
                arguments(
                        VERSION2,
                        // The checksum stays right.
                        password2.mangled(bytes -> with(with(bytes, 4, 2), 2, 149)),
                        "10.77.0.2 uses a type of authentication that this router does not know"));
    }

    @ParameterizedTest
    @MethodSource("proofs")
    void saysWhyAPeerIsNotKnown(Instances receiver, Sent sent, String sentence) {
        var patient = new Patient(receiver);

        patient.receives(sent, 0);

        assertThat(patient.doctor.review(State.BACKUP, 100, SECOND))
                .singleElement()
                .satisfies(finding -> assertThat(finding.sentence()).isEqualTo(sentence));
    }

    @Test
    void saysWhereAPeerSendsInstead() {
        var patient = new Patient(PLAIN);

        patient.receives(Sent.by(Instances.withPriority(150)).to(OURS), 0);

        assertThat(patient.doctor.review(State.BACKUP, 100, SECOND))
                .singleElement()
                .satisfies(finding -> assertThat(finding.sentence())
                        .isEqualTo("10.77.0.2 sends unicast, this router multicast to 224.0.0.18"));
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
                        "10.77.0.2 computes the checksum without the pseudo-header, this router with the"
                                + " pseudo-header"),
                arguments(
                        peer.interval(2 * SECOND),
                        Kind.INTERVAL,
                        "10.77.0.2 advertises every 2000 ms, this router every 100 ms: a backup adopts that of the"
                                + " active one"),
                arguments(
                        peer.addresses("10.77.0.101/24"),
                        Kind.ADDRESSES,
                        "10.77.0.2 advertises other addresses than this router: it lacks 10.77.0.100 and adds"
                                + " 10.77.0.101; keepalived before 2.3.3 discards such advertisements"),
                arguments(
                        Instances.withPriority(100),
                        Kind.SAME_PRIORITY,
                        "10.77.0.2 and this router both have priority 100: the greater address decides, and any"
                                + " weight"));
    }

    @Test
    void aPeerAdvertisesNoMoreThanThereIsRoomFor() {
        var patient = new Patient(PLAIN.addresses("10.77.0.100/24", "10.77.0.101/24", "10.77.0.102/24"));
        patient.room = 2;

        patient.receives(Sent.by(Instances.withPriority(150).addresses("10.77.0.100/24", "10.77.0.101/24")), 0);
        assertThat(patient.doctor.review(State.BACKUP, 100, SECOND)).isEmpty();

        patient.receives(Sent.by(Instances.withPriority(150).addresses("10.77.0.100/24")), SECOND);
        assertThat(patient.doctor.review(State.BACKUP, 100, 2 * SECOND))
                .singleElement()
                .satisfies(finding -> assertThat(finding.sentence())
                        .isEqualTo("10.77.0.2 advertises other addresses than this router: it lacks 10.77.0.101;"
                                + " keepalived before 2.3.3 discards such advertisements"));
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
}
