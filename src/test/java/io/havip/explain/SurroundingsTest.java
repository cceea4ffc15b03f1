package io.havip.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.explain.Clause.Fact;
import io.havip.wire.Recording;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which other entries of its journal are told with a transition. */
class SurroundingsTest {
    private final Diary diary = new Diary("one", "10.9.0.1");

    /** Of the transition with that number, by the numbers of its entries. */
    private List<Long> beside(long number) throws Story.NoSuchMove {
        return clauses(number).stream()
                .filter(clause -> clause.fact() instanceof Fact.Beside)
                .flatMap(clause -> clause.entries().stream())
                .toList();
    }

    private List<Clause> clauses(long number) throws Story.NoSuchMove {
        return Explanation.of(Story.of(List.of(diary.side()), OptionalLong.of(number), Optional.empty()))
                .chapters()
                .getFirst()
                .clauses();
    }

    @Test
    void whatHappenedLongBeforeOrAfterTheNextTransitionIsLeftOut() throws Story.NoSuchMove {
        diary.tells(0, "haproxy")
                .moves(60_000, 60_000, "active", "backup", "better_heard")
                .tells(60_001, "stall")
                .moves(60_002, 60_002, "backup", "fault", "fault")
                .tells(60_003, "haproxy");

        assertThat(beside(2)).containsExactly(3L);
    }

    @Test
    void whatBelongsToTheFormerTransitionOrTheNextIsToldWithThat() throws Story.NoSuchMove {
        var of = new JsonObject().put("vrrp_instance", "web");
        var tracker =
                new JsonObject().put("tracker", "haproxy").put("healthy", false).put("evidence", Diary.time(9_000));
        diary.tells(1_000, "start")
                .moves(2_000, 2_000, "initialize", "backup", "startup")
                .tells(3_000, "conflict", of)
                .moves(5_000, 4_900, "backup", "active", "preemption")
                .tells(6_000, "repair", of)
                .tells(9_000, "tracker", tracker)
                .moves(
                        9_100,
                        9_000,
                        "active",
                        "fault",
                        "fault",
                        new JsonObject().put("trackers", new JsonArray().add(tracker)))
                .tells(9_500, "haproxy");

        assertThat(beside(2)).containsExactly(1L, 3L);
        assertThat(beside(4)).containsExactly(3L, 5L);
        assertThat(beside(7)).as("it tells of the tracker itself").containsExactly(5L, 8L);
    }

    @Test
    void packetsThatCameOfTheNextTransitionAreToldWithThat() throws Story.NoSuchMove {
        var recorded = new Recording()
                .says(1_001, "10.9.0.1", 0)
                .advertises("10.9.0.2", 100, 1_100, 1_500)
                .serves("10.9.0.1", 150, 1_501, 1_900)
                .pcapng();
        diary.moves(1_000, 990, "active", "fault", "fault")
                .recorded(recorded)
                .moves(1_300, 1_300, "fault", "backup", "recovery")
                .recorded(recorded)
                .moves(1_500, 1_450, "backup", "active", "preemption")
                .recorded(recorded);

        assertThat(onTheWire(1))
                .containsExactly(
                        "on the wire: its release, 1.000 ms after the decision",
                        "on the wire: an advertisement of 10.9.0.2, 100.000 ms after the decision, the first of 2");
        assertThat(onTheWire(2))
                .containsExactly(
                        "on the wire: an advertisement of 10.9.0.2, 0.000 ms after the decision, the first of 2");
        assertThat(onTheWire(3))
                .containsExactly(
                        "on the wire: its own advertisement, 1.000 ms after the decision, the first of 4",
                        "on the wire: its announcement of 10.9.0.100, 1.000 ms after the decision");
    }

    private List<String> onTheWire(long number) throws Story.NoSuchMove {
        return clauses(number).stream()
                .map(clause -> Sentences.of(clause.fact()))
                .filter(sentence -> sentence.startsWith("on the wire: "))
                .toList();
    }

    @Test
    void transitionsOfOtherRoutersAreNoLimit() throws Story.NoSuchMove {
        diary.tells(1_000, "reload")
                .moves(2_000, 2_000, "backup", "fault", "fault", new JsonObject().put("vrrp_instance", "mail"))
                .moves(3_000, 2_900, "backup", "active", "preemption");

        assertThat(beside(3)).containsExactly(1L);
    }

    @Test
    void aClockThatWasSetBackIsNoLimit() throws Story.NoSuchMove {
        diary.moves(90_000, 90_000, "initialize", "backup", "startup")
                .tells(1_000, "reload")
                .moves(2_000, 1_900, "backup", "active", "preemption");

        assertThat(beside(3)).containsExactly(2L);
    }

    @Test
    void aConfigurationThatWasInForceBeforeTheFormerTransitionIsNotNamed() throws Story.NoSuchMove {
        diary.tells(1_000, "reload", new JsonObject().put("configuration", "facade"))
                .moves(2_000, 2_000, "initialize", "backup", "startup")
                .moves(3_000, 2_900, "backup", "active", "preemption");

        assertThat(clauses(2))
                .extracting(Clause::fact)
                .contains(new Fact.Configuration("c0ffee", Optional.of("facade")));
        assertThat(clauses(3)).extracting(Clause::fact).contains(new Fact.Configuration("c0ffee", Optional.empty()));
    }

    @Test
    void ofVeryManyTheLastAreTold() throws Story.NoSuchMove {
        IntStream.range(0, 500).forEach(i -> diary.tells(1_000 + i, "stall"));
        diary.moves(2_000, 2_000, "active", "backup", "stall");

        assertThat(beside(501)).hasSize(30).startsWith(471L);
    }
}
