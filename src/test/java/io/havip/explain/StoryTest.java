package io.havip.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which transitions belong together. */
class StoryTest {
    private final Diary one = new Diary("one", "10.9.0.1");
    private final Diary two = new Diary("two", "10.9.0.2");

    private Story story(Diary own, Diary other, long number) throws Story.NoSuchMove {
        return Story.of(List.of(own.side(), other.side()), OptionalLong.of(number), Optional.empty());
    }

    private Story last(Diary... diaries) throws Story.NoSuchMove {
        return Story.of(List.of(diaries).stream().map(Diary::side).toList(), OptionalLong.empty(), Optional.empty());
    }

    /** Node and number of each. */
    private static List<String> moves(Story story) {
        return story.moves().stream()
                .map(move -> move.side().name() + " " + move.entry().number())
                .toList();
    }

    @Test
    void aFaultAndTheTakeoverThatFollowsAreOneStoryFromEitherNode() throws Story.NoSuchMove {
        one.tells(0, "start").moves(10_000, 9_999, "active", "fault", "fault");
        two.moves(10_061, 10_000, "backup", "active", "release_heard");

        assertThat(moves(story(one, two, 2))).containsExactly("two 1", "one 2");
        assertThat(moves(story(two, one, 1))).containsExactly("two 1", "one 2");
        assertThat(moves(last(one, two))).isEqualTo(moves(last(two, one))).containsExactly("two 1", "one 2");
    }

    @Test
    void whoWasFrozenGivesWayMuchLaterBecauseOfTheSameSilence() throws Story.NoSuchMove {
        one.moves(90_000, 10_000, "active", "backup", "stall");
        two.moves(10_361, 10_000, "backup", "active", "active_down");

        assertThat(moves(story(two, one, 1))).containsExactly("two 1", "one 1");
        assertThat(moves(story(one, two, 1))).containsExactly("two 1", "one 1");
    }

    @Test
    void ofSeveralTheNearestIsMeant() throws Story.NoSuchMove {
        one.moves(10_000, 9_999, "active", "backup", "better_heard")
                .moves(11_000, 10_999, "backup", "active", "preemption")
                .moves(12_000, 11_999, "active", "backup", "better_heard");
        two.moves(9_990, 9_980, "backup", "active", "preemption")
                .moves(11_010, 11_009, "active", "backup", "better_heard")
                .moves(11_990, 11_980, "backup", "active", "preemption");

        assertThat(moves(story(one, two, 1))).containsExactly("two 1", "one 1");
        assertThat(moves(story(one, two, 2))).containsExactly("one 2", "two 2");
        assertThat(moves(story(one, two, 3))).containsExactly("two 3", "one 3");
    }

    @Test
    void whatIsNoMoveOfTheRoleStandsAlone() throws Story.NoSuchMove {
        one.moves(10_000, 10_000, "initialize", "backup", "startup");
        two.moves(10_001, 10_000, "backup", "active", "active_down");

        assertThat(moves(story(one, two, 1))).containsExactly("one 1");
        assertThat(moves(last(one))).as("there is no other").containsExactly("one 1");
        assertThat(moves(last(one, two))).containsExactly("two 1");
        assertThat(last(two, one).others()).extracting(Side::name).containsExactly("one");
    }

    @Test
    void anotherVirtualRouterHasNoPartInIt() throws Story.NoSuchMove {
        one.moves(10_000, 9_999, "active", "fault", "fault", new JsonObject().put("vrid", 52))
                .moves(10_000, 9_999, "active", "fault", "fault", new JsonObject().put("family", "ipv6"))
                .moves(
                        10_000,
                        9_999,
                        "active",
                        "fault",
                        "fault",
                        new JsonObject().put("addresses", new JsonArray().add("10.9.9.9")));
        two.moves(10_061, 10_000, "backup", "active", "release_heard");

        assertThat(moves(story(two, one, 1))).containsExactly("two 1");
    }

    @Test
    void aNameChoosesAmongThem() throws Story.NoSuchMove {
        one.moves(10_000, 9_999, "active", "fault", "fault")
                .moves(11_000, 10_999, "active", "fault", "fault", new JsonObject().put("vrrp_instance", "mail"));

        assertThat(moves(Story.of(List.of(one.side()), OptionalLong.empty(), Optional.of("web"))))
                .containsExactly("one 1");
        assertThatThrownBy(() -> Story.of(List.of(one.side()), OptionalLong.empty(), Optional.of("ftp")))
                .isInstanceOf(Story.NoSuchMove.class)
                .hasMessage("there is no transition of ftp in the journal");
    }

    @Test
    void whatIsNoTransitionIsRefused() {
        one.tells(1, "stall").moves(10_000, 9_999, "active", "fault", "fault");

        assertThatThrownBy(() -> story(one, two, 1)).hasMessage("entry 1 is no transition but: stall, stall happens");
        assertThatThrownBy(() -> story(one, two, 3)).hasMessage("there is no entry 3 in the journal of one");
        assertThatThrownBy(() -> last(two)).hasMessage("there is no transition in the journal");
    }
}
