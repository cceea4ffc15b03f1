package io.havip.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.explain.Clause.Fact;
import io.havip.vrrp.Cause;
import io.havip.vrrp.State;
import io.havip.wire.Recording;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is said of a transition, and by what evidence. */
class ExplanationTest {
    private final Diary one = new Diary("one", "10.9.0.1");
    private final Diary two = new Diary("two", "10.9.0.2");

    private static JsonObject peer(String address, int priority) {
        return new JsonObject().put("peer", address).put("priority", priority);
    }

    /** The wait of priority 100, by 100 ms. */
    private static JsonObject waited(double from, double due) {
        return new JsonObject()
                .put("advertisement_interval_microseconds", 100_000)
                .put("skew_time_microseconds", 60_937)
                .put("active_down_interval_microseconds", 360_937)
                .put("preempt_delay_microseconds", 0)
                .put("from", Diary.time(from))
                .put("due", Diary.time(due));
    }

    /** Node one fell silent after 1 s. */
    private static JsonObject takeover() {
        return new JsonObject()
                .put(
                        "phase_microseconds",
                        new JsonObject()
                                .put("detection", 361_000)
                                .put("advertise", 112)
                                .put("bind", 148)
                                .put("announce", 402))
                .put("whole_microseconds", 361_662)
                .put("bound_microseconds", 533_124)
                .put("within_bound", true)
                .put("priority", new JsonObject().put("configured", 100).put("effective", 100))
                .put("wait", waited(1_000, 1_360.937))
                .put("active_peer", peer("10.9.0.1", 150))
                .put("last_heard", peer("10.9.0.1", 150).mergeIn(Diary.time(1_000)))
                .put("loop_lateness_microseconds", 1_500);
    }

    private Explanation explain(Diary... diaries) {
        try {
            return Explanation.of(
                    Story.of(Arrays.stream(diaries).map(Diary::side).toList(), OptionalLong.empty(), Optional.empty()));
        } catch (Story.NoSuchMove e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> sentences(Explanation explanation, int chapter) {
        return explanation.chapters().get(chapter).clauses().stream()
                .map(clause -> Sentences.of(clause.fact()))
                .toList();
    }

    private static Clause clause(Explanation explanation, Class<? extends Fact> kind) {
        return explanation.chapters().stream()
                .flatMap(chapter -> chapter.clauses().stream())
                .filter(clause -> kind.isInstance(clause.fact()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTakeoverClauseByClause() {
        one.tells(0, "start").moves(10, 10, "backup", "active", "active_down");
        two.moves(1_361, 1_000, "backup", "active", "active_down", takeover())
                .tells(
                        1_363,
                        "first_traffic",
                        new JsonObject()
                                .put("vrrp_instance", "web")
                                .put("vrid", 51)
                                .put("address", "10.9.0.100")
                                .put("decided", Diary.time(1_361))
                                .put("first_traffic_microseconds", 1_934));

        var told = explain(two, one);

        assertThat(told.well()).isTrue();
        assertThat(told.router()).isEqualTo(new Explanation.Router("web", 51, "ipv4", List.of("10.9.0.100")));
        assertThat(sentences(told, 0))
                .containsExactly(
                        "the role was with 10.9.0.1 (one), priority 150",
                        "10.9.0.1 (one), priority 150 was heard last, 361.000 ms before the decision",
                        "RFC 9568 section 6.4.2: a Backup that hears nothing for its Active_Down_Interval becomes Active:"
                                + " Active_Down_Interval 3 x 100.000 ms + Skew_Time 60.937 ms = 360.937 ms",
                        "BACKUP -> ACTIVE, active_down: 361.000 ms after the evidence, 0.063 ms after its time had come,"
                                + " the loop woke up 1.500 ms late",
                        "done: advertised in 112 us, addresses bound in 148 us, announced in 402 us",
                        "traffic for 10.9.0.100 arrives, 1.934 ms after the decision",
                        "it took 361.662 ms altogether: within the 533.124 ms that it may take here",
                        "configuration c0ffee");
        assertThat(sentences(told, 1))
                .containsExactly(
                        "it did not move: it had been ACTIVE since then", "its journal says nothing after that");
        assertThat(clause(told, Fact.Traffic.class).entries()).containsExactly(2L);
        assertThat(clause(told, Fact.Stayed.class).entries()).containsExactly(2L);
    }

    @Test
    void everyCauseHasItsRule() {
        for (var cause : Cause.values()) {
            for (var from : cause.from()) {
                for (var to : cause.to()) {
                    var diary = new Diary("one", "10.9.0.1").moves(9, 8, lower(from), lower(to), lower(cause));

                    assertThat(explain(diary).chapters().getFirst().clauses())
                            .as("%s -> %s, %s", from, to, cause)
                            .filteredOn(clause -> clause.fact() instanceof Fact.Rule)
                            .hasSize(1);
                }
            }
        }
        assertThat(State.values()).hasSize(4);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Test
    void aCauseOfALaterVersionHasNone() {
        one.moves(9, 8, "backup", "active", "cosmic_ray");

        assertThat(sentences(explain(one), 0))
                .containsExactly(
                        "BACKUP -> ACTIVE, cosmic_ray",
                        "the journal names no traffic that has arrived since",
                        "configuration c0ffee");
    }

    @Test
    void aReleaseIsAnsweredAfterTheSkewTimeOrByTheOnlySuccessorAtOnce() {
        two.moves(1_061, 1_000, "backup", "active", "release_heard", takeover().put("wait", waited(900, 1_060.937)));
        assertThat(sentences(explain(two), 0))
                .contains("RFC 9568 section 6.4.2: a Backup that hears priority 0 becomes Active after its Skew_Time:"
                        + " Skew_Time 60.937 ms, waited 60.937 ms");

        two.moves(
                2_000.1, 2_000, "backup", "active", "release_heard", takeover().put("wait", waited(1_900, 2_000)));
        assertThat(sentences(explain(two), 0))
                .contains(
                        "RFC 9568 section 6.4.2: a Backup that hears priority 0 becomes Active after its Skew_Time; as"
                                + " the only one who can, at once: Skew_Time 60.937 ms, waited 0.000 ms");
    }

    @Test
    void whoIsPreemptedIsNamedAndTheWaitIsNoFailure() {
        two.moves(
                5_000,
                2_900,
                "backup",
                "active",
                "preemption",
                takeover()
                        .put("last_heard", peer("10.9.0.1", 90).mergeIn(Diary.time(4_990)))
                        .put(
                                "wait",
                                waited(4_639, 4_999.9)
                                        .put("lower_since", Diary.time(900))
                                        .put("preempt_delay_microseconds", 2_000_000)));

        assertThat(sentences(explain(two), 0))
                .contains("from then on, for 4100.000 ms, none but lower priorities were heard, 10.9.0.1, priority 90"
                        + " last; they are tolerated for a preempt delay of 2000.000 ms")
                .contains(
                        "BACKUP -> ACTIVE, preemption: 0.100 ms after its time had come, the loop woke up 1.500 ms late");
    }

    @Test
    void version2HasItsOwnRfc() {
        two.moves(1_361, 1_000, "backup", "active", "active_down", takeover().put("version", 2));

        assertThat(sentences(explain(two), 0)).anyMatch(sentence -> sentence.startsWith("RFC 3768 section 6.4.2: "));
    }

    @Test
    void whatLastedTooLongIsNotWell() {
        two.moves(1_361, 1_000, "backup", "active", "active_down", takeover().put("within_bound", false));

        assertThat(explain(two).well()).isFalse();
        assertThat(sentences(explain(two), 0))
                .contains("it took 361.662 ms altogether: LONGER THAN the 533.124 ms that it may take here");
    }

    @Test
    void aRecoveryComesAfterTheTrackersWordForIt() {
        var tracker = new JsonObject()
                .put("tracker", "haproxy")
                .put("healthy", true)
                .put("reason", "answers")
                .put("evidence", Diary.time(5_000));
        one.moves(
                        5_001,
                        5_001,
                        "fault",
                        "backup",
                        "recovery",
                        new JsonObject().put("trackers", new JsonArray().add(tracker)))
                .tells(5_004, "tracker", tracker.copy().put("sentence", "haproxy is healthy: answers"));

        assertThat(sentences(explain(one), 0))
                .containsSubsequence(
                        "tracker: haproxy is healthy: answers, seen then and told 4.000 ms later",
                        "FAULT -> BACKUP, recovery");
    }

    @Test
    void aFaultIsToldOnceWithTheEvidenceOfItsTracker() {
        var tracker = new JsonObject()
                .put("tracker", "haproxy")
                .put("healthy", false)
                .put("reason", "process 4711 exited")
                .put("evidence", Diary.time(4_990));
        one.tells(4_900, "reload", new JsonObject().put("configuration", "facade"))
                .tells(4_991, "tracker", tracker)
                .moves(
                        5_000,
                        4_990,
                        "active",
                        "fault",
                        "fault",
                        new JsonObject()
                                .put(
                                        "faults",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("of", "haproxy")
                                                        .put("reason", "process 4711 exited")))
                                .put("trackers", new JsonArray().add(tracker)))
                .tells(5_001, "repair", new JsonObject().put("vrrp_instance", "mail"))
                .tells(
                        5_002,
                        "conflict",
                        new JsonObject().put("vrrp_instance", "web").put("count", 3));

        assertThat(sentences(explain(one), 0))
                .containsExactly(
                        "it had the role itself",
                        "reload: reload happens",
                        "haproxy failed: process 4711 exited",
                        "beyond the RFC: an Active that something fails of which it is to serve sends priority 0, as at a"
                                + " shutdown, and takes no part",
                        "ACTIVE -> FAULT, fault",
                        "conflict: conflict happens (3 times)",
                        "configuration c0ffee, which replaced facade shortly before");
    }

    @Test
    void whatThePacketsShow() {
        var recorded = new Recording()
                .advertises("10.9.0.1", 150, 0, 1_050)
                .serves("10.9.0.2", 100, 1_362, 1_700)
                .announces(1_500, "10.9.0.7");
        two.moves(1_361, 1_000, "backup", "active", "active_down", takeover()).recorded(recorded.pcapng());

        var told = explain(two);

        assertThat(clause(told, Fact.Heard.class).packets()).containsExactly(11L);
        assertThat(sentences(told, 0))
                .contains(
                        "on the wire: its own advertisement, 1.000 ms after the decision, the first of 4",
                        "on the wire: its announcement of 10.9.0.100, 1.000 ms after the decision",
                        "on the wire: 02:00:00:00:00:07 announces a virtual address, 139.000 ms after the decision");
        assertThat(clause(told, Fact.Seen.class).packets()).containsExactly(12L);
    }

    @Test
    void whatItSentBeforeTheDecisionIsNotToldAsAfterIt() {
        var recorded = new Recording()
                .says(1_000, "10.9.0.2", 100)
                .announces(1_000, "10.9.0.2")
                .says(1_000, "10.9.0.1", 150)
                .says(1_002, "10.9.0.2", 0);
        two.moves(1_000.9, 1_000, "active", "backup", "better_heard").recorded(recorded.pcapng());

        assertThat(sentences(explain(two), 0))
                .filteredOn(sentence -> sentence.startsWith("on the wire"))
                .containsExactly("on the wire: its release, 1.100 ms after the decision");
    }

    @Test
    void nothingIsAfterWhatItWasBefore() {
        var router = new Clause.Router("10.9.0.1", Optional.empty(), OptionalInt.empty());

        assertThat(Sentences.of(new Fact.Heard(router, -900)))
                .isEqualTo("10.9.0.1 was heard last, 0.900 ms after the decision");
        assertThat(Sentences.of(new Fact.Seen(Clause.What.ADVERTISED, "10.9.0.1", -900, 1)))
                .isEqualTo("on the wire: its own advertisement, 0.900 ms before the decision");
        assertThat(Sentences.of(new Fact.Traffic(Optional.of("10.9.0.100"), -900)))
                .isEqualTo("traffic for 10.9.0.100 arrives, 0.900 ms before the decision");
        assertThat(Sentences.of(new Fact.Decided(
                        "backup", "active", "release_heard", OptionalLong.of(-900), OptionalLong.of(-60_000), 0)))
                .isEqualTo("BACKUP -> ACTIVE, release_heard: 0.900 ms before the evidence, 60.000 ms before its time");
    }

    @Test
    void packetsThatAreNoneAreLeftOut() {
        two.moves(1_361, 1_000, "backup", "active", "active_down", takeover())
                .recorded("no capture".getBytes(StandardCharsets.UTF_8));

        assertThat(clause(explain(two), Fact.Heard.class).packets()).isEmpty();
    }

    @Test
    void aNodeThatWasKilledSaysSoWhenItIsStartedAgain() {
        one.moves(10, 10, "backup", "active", "active_down")
                .tells(60_000, "start", new JsonObject().put("former_ended", false));
        two.moves(1_361, 1_000, "backup", "active", "active_down", takeover());

        assertThat(sentences(explain(two, one), 1))
                .containsExactly(
                        "it did not move: it had been ACTIVE since then",
                        "its journal says nothing after that",
                        "it was started again; the run before had ended without a word");
    }

    @Test
    void fieldsThatAreSomethingElseAreNotThere() {
        two.moves(
                1_361,
                1_000,
                "backup",
                "active",
                "active_down",
                new JsonObject()
                        .put("evidence", "yesterday")
                        .put("phase_microseconds", new JsonArray())
                        .put("last_heard", new JsonObject().put("peer", 7).put("at", "never"))
                        .put("wait", waited(1, 2).put("advertisement_interval_microseconds", 0))
                        .put("faults", new JsonArray().add(3).add(new JsonObject()))
                        .put("addresses", "all of them")
                        .put("configuration", "\u001b[2Jred"));

        assertThat(sentences(explain(two), 0))
                .containsExactly(
                        "? failed: ?",
                        "RFC 9568 section 6.4.2: a Backup that hears nothing for its Active_Down_Interval becomes Active",
                        "BACKUP -> ACTIVE, active_down: -0.001 ms after its time had come"
                                .replace("-0.001", "1359.000"),
                        "the journal names no traffic that has arrived since",
                        "configuration [2Jred");
    }
}
