package io.havip.cli;

import io.havip.explain.Clause;
import io.havip.explain.Clause.Fact;
import io.havip.explain.ClockDifference;
import io.havip.explain.Explanation;
import io.havip.explain.Explanation.Chapter;
import io.havip.explain.Sentences;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.OptionalLong;

/** The answer of {@code explain --json}. Programs may rely on what is in it, and not on its sentences. */
final class ExplainJson {
    private ExplainJson() {}

    static String of(Explanation explanation) {
        var router = explanation.router();
        return new JsonObject()
                        .put("well", explanation.well())
                        .put("vrrp_instance", router.instance())
                        .put("vrid", router.vrid())
                        .put("family", router.family())
                        .put("addresses", new JsonArray(router.addresses()))
                        .put(
                                "nodes",
                                new JsonArray(explanation.chapters().stream()
                                        .map(ExplainJson::chapter)
                                        .toList()))
                        .put(
                                "clocks",
                                new JsonArray(explanation.clocks().stream()
                                        .map(ExplainJson::clocks)
                                        .toList()))
                        .encodePrettily()
                + "\n";
    }

    private static JsonObject chapter(Chapter chapter) {
        var json = new JsonObject().put("node", chapter.node());
        chapter.transition()
                .ifPresent(moved -> json.put("seq", moved.number())
                        .put("at", time(moved.atMicros()))
                        .put("from", moved.from())
                        .put("to", moved.to())
                        .put("cause", moved.cause()));
        return json.put(
                "clauses",
                new JsonArray(
                        chapter.clauses().stream().map(ExplainJson::clause).toList()));
    }

    private static JsonObject clause(Clause clause) {
        var json = new JsonObject();
        put(clause.fact(), json);
        clause.atMicros().ifPresent(at -> json.put("at", time(at)));
        return json.put("sentence", Sentences.of(clause.fact()))
                .put("entries", new JsonArray(clause.entries()))
                .put("packets", new JsonArray(clause.packets()));
    }

    private static void put(Fact fact, JsonObject json) {
        switch (fact) {
            case Fact.Holder(var router) -> {
                json.put("clause", "holder").put("itself", router.isEmpty());
                router.ifPresent(other -> router(other, json));
            }
            case Fact.Heard(var router, long before) -> {
                json.put("clause", "heard").put("before_decision_microseconds", before);
                router(router, json);
            }
            case Fact.LowerHeard(var last, long before, long delay) -> {
                json.put("clause", "lower_heard")
                        .put("before_decision_microseconds", before)
                        .put("preempt_delay_microseconds", delay);
                router(last, json);
            }
            case Fact.Fault(var of, var reason) ->
                json.put("clause", "fault").put("of", of).put("reason", reason);
            case Fact.Ailing(var tracker, var reason) ->
                json.put("clause", "ailing").put("tracker", tracker).put("reason", reason);
            case Fact.Priority(long configured, long effective) ->
                json.put("clause", "priority").put("configured", configured).put("effective", effective);
            case Fact.Rule rule -> rule(rule, json);
            case Fact.Decided decided -> {
                json.put("clause", "decided")
                        .put("from", decided.from())
                        .put("to", decided.to())
                        .put("cause", decided.cause())
                        .put("loop_lateness_microseconds", decided.latenessMicros());
                put("detection_microseconds", decided.detectionMicros(), json);
                put("after_due_microseconds", decided.afterDueMicros(), json);
            }
            case Fact.Done done -> {
                json.put("clause", "done").put("takes", done.takes());
                put("advertise_microseconds", done.advertiseMicros(), json);
                put("bind_microseconds", done.bindMicros(), json);
                put("announce_microseconds", done.announceMicros(), json);
            }
            case Fact.Bound(long whole, long bound, boolean within) ->
                json.put("clause", "bound")
                        .put("whole_microseconds", whole)
                        .put("bound_microseconds", bound)
                        .put("within_bound", within);
            case Fact.Traffic(var address, long since) -> {
                json.put("clause", "traffic").put("arrived", address.isPresent());
                address.ifPresent(to -> json.put("address", to).put("first_traffic_microseconds", since));
            }
            case Fact.Beside(var kind, var sentence, long count, long toldAfter) ->
                json.put("clause", "beside")
                        .put("kind", kind)
                        .put("says", sentence)
                        .put("count", count)
                        .put("told_after_microseconds", toldAfter);
            case Fact.Configuration(var hash, var former) -> {
                json.put("clause", "configuration").put("configuration", hash);
                former.ifPresent(other -> json.put("former", other));
            }
            case Fact.Seen(var what, var of, long since, int count) ->
                json.put("clause", "seen")
                        .put("what", lower(what))
                        .put("of", of)
                        .put("after_decision_microseconds", since)
                        .put("count", count);
            case Fact.Stayed(var state) -> json.put("clause", "stayed").put("state", state);
            case Fact.Silent() -> json.put("clause", "silent");
            case Fact.Restarted(var formerEnded) -> {
                json.put("clause", "restarted");
                formerEnded.ifPresent(ended -> json.put("former_ended", ended));
            }
        }
    }

    private static void rule(Fact.Rule rule, JsonObject json) {
        json.put("clause", "rule").put("rule", lower(rule.precept()));
        rule.precept().section().ifPresent(section -> json.put("section", section));
        put("version", rule.version(), json);
        rule.timer()
                .ifPresent(timer -> json.put("intervals", timer.intervals())
                        .put("advertisement_interval_microseconds", timer.intervalMicros())
                        .put("skew_time_microseconds", timer.skewMicros())
                        .put("active_down_interval_microseconds", timer.activeDownMicros())
                        .put("wait_microseconds", timer.waitMicros()));
    }

    private static void router(Clause.Router router, JsonObject json) {
        json.put("peer", router.address());
        router.node().ifPresent(node -> json.put("node", node));
        router.priority().ifPresent(priority -> json.put("priority", priority));
    }

    private static JsonObject clocks(ClockDifference clocks) {
        var json = new JsonObject()
                .put("node", clocks.node())
                .put("than", clocks.than())
                .put("packets", clocks.packets());
        put("ahead_microseconds", clocks.estimateMicros(), json);
        put("error_microseconds", clocks.errorMicros(), json);
        put("ahead_at_least_microseconds", clocks.leastMicros(), json);
        put("ahead_at_most_microseconds", clocks.mostMicros(), json);
        return json.put("exceeds_pairing", clocks.exceedsPairing()).put("sentence", Sentences.of(clocks));
    }

    private static void put(String field, OptionalLong number, JsonObject json) {
        number.ifPresent(value -> json.put(field, value));
    }

    private static String time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
