package io.havip.explain;

import io.havip.explain.Clause.Fact;
import io.havip.explain.Clause.Router;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** What an explanation says, in words. */
public final class Sentences {
    private static final double MILLISECOND_MICROS = 1e3;
    private static final long LATENESS_TOLD_MICROS = 1_000;
    private static final long VERSION_2 = 2;
    private static final String PREEMPTION = "preemption";

    private Sentences() {}

    public static String of(Fact fact) {
        return switch (fact) {
            case Fact.Holder(var router) ->
                router.map(other -> "the role was with " + name(other)).orElse("it had the role itself");
            case Fact.Heard(var router, long before) ->
                router.priority().orElse(1) == 0
                        ? "%s released the role with priority 0, %s".formatted(router.text(), sinceDecision(-before))
                        : "%s was heard last, %s".formatted(name(router), sinceDecision(-before));
            case Fact.LowerHeard(var last, long before, long delay) ->
                "from then on, for %s, none but lower priorities were heard, %s last%s"
                        .formatted(
                                millis(before),
                                name(last),
                                delay > 0 ? "; they are tolerated for a preempt delay of " + millis(delay) : "");
            case Fact.Fault(var of, var reason) -> "%s failed: %s".formatted(of, reason);
            case Fact.Ailing(var tracker, var reason) -> "%s is unhealthy: %s".formatted(tracker, reason);
            case Fact.Priority(long configured, long effective) ->
                "its priority was %d, of %d that are configured".formatted(effective, configured);
            case Fact.Rule rule -> rule(rule);
            case Fact.Decided decided -> decided(decided);
            case Fact.Done done -> done(done);
            case Fact.Bound(long whole, long bound, boolean within) ->
                "it took %s altogether: %s the %s that it may take here"
                        .formatted(millis(whole), within ? "within" : "LONGER THAN", millis(bound));
            case Fact.Traffic(var address, long since) ->
                address.map(to -> "traffic for %s arrives, %s".formatted(to, sinceDecision(since)))
                        .orElse("the journal names no traffic that has arrived since");
            case Fact.Beside(var kind, var sentence, long count, long toldAfter) ->
                "%s: %s%s%s"
                        .formatted(
                                kind,
                                sentence,
                                count > 1 ? " (" + count + " times)" : "",
                                toldAfter > 0 ? ", seen then and told %s later".formatted(millis(toldAfter)) : "");
            case Fact.Configuration(var hash, var former) ->
                "configuration %s%s"
                        .formatted(
                                hash,
                                former.map(other -> ", which replaced %s shortly before".formatted(other))
                                        .orElse(""));
            case Fact.Seen(var what, var of, long since, int count) -> seen(what, of, since, count);
            case Fact.Stayed(var state) ->
                "it did not move: it had been %s since then".formatted(state.toUpperCase(Locale.ROOT));
            case Fact.Silent() -> "its journal says nothing after that";
            case Fact.Restarted(var formerEnded) ->
                "it was started again"
                        + formerEnded
                                .map(ended -> ended
                                        ? "; the run before had ended in order"
                                        : "; the run before had ended without a word")
                                .orElse("");
        };
    }

    private static String rule(Fact.Rule rule) {
        var precept = rule.precept();
        String where = precept.section()
                .map(section -> rule.version().orElse(0) == VERSION_2
                        ? "RFC 3768 section " + section
                        : "RFC 9568 section " + section)
                .orElse("beyond the RFC");
        return where + ": " + precept.text()
                + rule.timer().flatMap(timer -> times(precept, timer)).orElse("");
    }

    private static Optional<String> times(Precept precept, Clause.Timer timer) {
        String down = "Active_Down_Interval %d x %s + Skew_Time %s = %s"
                .formatted(
                        timer.intervals(),
                        millis(timer.intervalMicros()),
                        millis(timer.skewMicros()),
                        millis(timer.activeDownMicros()));
        return switch (precept) {
            case ACTIVE_DOWN, STARTUP, RECOVERY, BETTER_HEARD -> Optional.of(": " + down);
            case RELEASE_HEARD, FAST_RELEASE ->
                Optional.of(
                        ": Skew_Time %s, waited %s".formatted(millis(timer.skewMicros()), millis(timer.waitMicros())));
            case PREEMPTION -> Optional.of(": " + down + ", waited " + millis(timer.waitMicros()));
            default -> Optional.empty();
        };
    }

    private static String decided(Fact.Decided decided) {
        var parts = new ArrayList<String>();
        // What it waited for, when it has heard a lower priority, was no failure.
        decided.detectionMicros().stream()
                .filter(_ -> !decided.cause().equals(PREEMPTION))
                .forEach(since -> parts.add(since(since, "the evidence")));
        decided.afterDueMicros()
                .ifPresent(late ->
                        parts.add(late < 0 ? since(late, "its time") : millis(late) + " after its time had come"));
        if (decided.latenessMicros() >= LATENESS_TOLD_MICROS) {
            parts.add("the loop woke up " + millis(decided.latenessMicros()) + " late");
        }
        return "%s -> %s, %s%s"
                .formatted(
                        decided.from().toUpperCase(Locale.ROOT),
                        decided.to().toUpperCase(Locale.ROOT),
                        decided.cause(),
                        parts.isEmpty() ? "" : ": " + String.join(", ", parts));
    }

    private static String done(Fact.Done done) {
        var parts = new ArrayList<String>();
        step(parts, done.takes() ? "advertised" : "its last advertisement sent", done.advertiseMicros());
        step(parts, done.takes() ? "addresses bound" : "addresses given up", done.bindMicros());
        step(parts, "announced", done.announceMicros());
        return "done: " + String.join(", ", parts);
    }

    private static void step(ArrayList<String> parts, String what, OptionalLong micros) {
        micros.ifPresent(value -> parts.add("%s in %d us".formatted(what, value)));
    }

    private static String seen(Clause.What what, String of, long sinceMicros, int count) {
        String when = sinceDecision(sinceMicros);
        String more = count > 1 ? ", the first of " + count : "";
        return switch (what) {
            case ADVERTISED -> "on the wire: its own advertisement, " + when + more;
            case RELEASED -> "on the wire: its release, " + when + more;
            case ANNOUNCED -> "on the wire: its announcement of " + of + ", " + when + more;
            case CLAIMED -> "on the wire: " + of + " announces a virtual address, " + when + more;
            case OTHER_ADVERTISED -> "on the wire: an advertisement of " + of + ", " + when + more;
        };
    }

    /** How clocks compare. */
    public static String of(ClockDifference clocks) {
        return "the clock of %s, by %d %s that both recorded: %s%s"
                .formatted(
                        clocks.node(),
                        clocks.packets(),
                        clocks.packets() == 1 ? "packet" : "packets",
                        difference(clocks),
                        clocks.exceedsPairing()
                                ? "; transitions are taken for one move up to %s apart: what is told together here may be two"
                                        .formatted(millis(Story.TOGETHER_MICROS))
                                : "");
    }

    private static String difference(ClockDifference clocks) {
        if (clocks.estimateMicros().isPresent() && clocks.errorMicros().isPresent()) {
            return "%s, give or take %s"
                    .formatted(
                            ahead(clocks.estimateMicros().getAsLong(), clocks.than()),
                            millis(clocks.errorMicros().getAsLong()));
        }
        boolean least = clocks.leastMicros().isPresent();
        long limit =
                least ? clocks.leastMicros().getAsLong() : clocks.mostMicros().orElse(0);
        // What is at most ahead by less than nothing is behind by that at least.
        return (least == limit >= 0 ? "at least " : "at most ") + ahead(limit, clocks.than());
    }

    private static String ahead(long micros, String than) {
        return "%s %s that of %s".formatted(millis(Math.abs(micros)), micros < 0 ? "behind" : "ahead of", than);
    }

    private static String name(Router router) {
        return router.text()
                + (router.priority().isPresent()
                        ? ", priority " + router.priority().getAsInt()
                        : "");
    }

    private static String sinceDecision(long micros) {
        return since(micros, "the decision");
    }

    /** Whatever a journal says, nothing is after that which was before. */
    private static String since(long micros, String event) {
        return "%s %s %s".formatted(millis(Math.abs(micros)), micros < 0 ? "before" : "after", event);
    }

    static String millis(long micros) {
        return String.format(Locale.ROOT, "%.3f ms", micros / MILLISECOND_MICROS);
    }
}
