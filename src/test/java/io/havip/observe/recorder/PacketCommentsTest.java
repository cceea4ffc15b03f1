package io.havip.observe.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.observe.Known;
import io.havip.observe.TransitionReport;
import io.havip.observe.TransitionReport.Phase;
import io.havip.vrrp.Action;
import io.havip.vrrp.Cause;
import io.havip.vrrp.State;
import io.havip.wire.Recording;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What stands beside the packets of each kind of move, seen from 10.9.0.2. */
class PacketCommentsTest {
    private static final String OURS = "10.9.0.2";
    private static final String THEIRS = "10.9.0.1";
    private static final long MILLISECOND = Recording.MILLISECOND;

    private static List<RecordedPacket> packets(Recording recording) {
        return recording.frames().stream()
                .map(frame -> new RecordedPacket("eth0", frame.atEpochNanos(), frame.bytes()))
                .sorted(Comparator.comparingLong(RecordedPacket::atEpochNanos))
                .toList();
    }

    private static RecordedMove move(State from, State to, Cause cause, long evidenceMillis, long decidedMillis) {
        var report = new TransitionReport(
                "web",
                new Action.Transition(from, to, cause, evidenceMillis * MILLISECOND),
                "",
                0,
                Map.of(Phase.DETECTION, (decidedMillis - evidenceMillis) * MILLISECOND),
                OptionalLong.empty(),
                Known.nothing());
        var decidedAt = Instant.ofEpochSecond(0, Recording.BEGIN + decidedMillis * MILLISECOND);
        return new RecordedMove(7, decidedAt, "gw2", report);
    }

    /** In the order of time, each with the time of its packet. */
    private static List<String> comments(RecordedMove move, Recording recording) {
        var packets = packets(recording);
        var comments = PacketComments.of(move, packets, Set.of(InetAddress.ofLiteral(OURS)));
        return packets.stream()
                .filter(comments::containsKey)
                .map(packet -> (packet.atEpochNanos() - Recording.BEGIN) / MILLISECOND + " " + comments.get(packet))
                .toList();
    }

    @Test
    void ofATakeoverFromASilentOneTheLastThatWasHeardOfIt() {
        var recording = new Recording()
                .advertises(THEIRS, 150, 0, 1_000)
                .serves(OURS, 100, 1_262, 2_000)
                .says(1_800, THEIRS, 150);

        assertThat(comments(move(State.BACKUP, State.ACTIVE, Cause.ACTIVE_DOWN, 900, 1_261), recording))
                .containsExactly(
                        "900 decided: the last that was heard of 10.9.0.1 (priority 150), 361.000 ms before it was taken for"
                                + " gone",
                        "1262 our first advertisement after the decision, 1.000 ms later",
                        "1262 the first announcement of 10.9.0.100 after the decision, 1.000 ms later",
                        "1800 the first advertisement of another router after the decision, 539.000 ms later");
    }

    @Test
    void whereNobodyHadBeenHeardNoPacketDecided() {
        assertThat(comments(
                        move(State.BACKUP, State.ACTIVE, Cause.ACTIVE_DOWN, 900, 1_261),
                        new Recording().advertises(THEIRS, 150, 0, 500).says(1_262, OURS, 100)))
                .containsExactly("1262 our first advertisement after the decision, 1.000 ms later");
    }

    @Test
    void ofAReleaseThatOne() {
        var recording = new Recording()
                .advertises(THEIRS, 150, 0, 500)
                .says(440, THEIRS, 0)
                .says(502, OURS, 100);

        assertThat(comments(move(State.BACKUP, State.ACTIVE, Cause.RELEASE_HEARD, 440, 501), recording))
                .containsExactly(
                        "440 decided: 10.9.0.1 releases the role",
                        "502 our first advertisement after the decision, 1.000 ms later");
    }

    @Test
    void ofAStepDownTheBetterOne() {
        for (int priority : new int[] {150, 100}) {
            var recording = new Recording()
                    .advertises(OURS, 100, 0, 500)
                    .says(441, THEIRS, priority)
                    .says(541, THEIRS, priority);

            assertThat(comments(move(State.ACTIVE, State.BACKUP, Cause.BETTER_HEARD, 441, 441), recording))
                    .containsExactly("441 decided: 10.9.0.1 has priority "
                            + (priority == 150
                                    ? "150, more than our 100"
                                    : "100, as we have, and the greater address"));
        }
    }

    @Test
    void ofAPreemptionTheLowerOneAndOfAnUnheardOneWhoGoesOn() {
        var recording = new Recording().advertises(THEIRS, 50, 0, 500);

        assertThat(comments(move(State.BACKUP, State.ACTIVE, Cause.PREEMPTION, 400, 450), recording))
                .containsExactly("400 decided: 10.9.0.1 has priority 50, less than our 100");
        assertThat(comments(move(State.ACTIVE, State.BACKUP, Cause.UNHEARD, 400, 450), recording))
                .containsExactly("400 decided: 10.9.0.1 goes on with priority 50, and so does not hear ours");
    }

    @Test
    void ofAFaultNoPacketDecidesAndOursIsARelease() {
        var recording = new Recording().advertises(OURS, 100, 0, 500).says(441, OURS, 0);

        assertThat(comments(move(State.ACTIVE, State.FAULT, Cause.FAULT, 440, 441), recording))
                .containsExactly("441 our first advertisement after the decision, a release, 0.000 ms later");
    }
}
