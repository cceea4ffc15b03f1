package io.havip.explain;

import io.havip.explain.ClockDifference.Witness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A story told: first by who became Active, then by the others.
 *
 * @param clocks the other nodes' compared with the first one's, as far as packets tell
 * @param well whether no takeover took longer than it may
 */
public record Explanation(Router router, List<Chapter> chapters, List<ClockDifference> clocks, boolean well) {
    public Explanation {
        chapters = List.copyOf(chapters);
        clocks = List.copyOf(clocks);
    }

    /** @param addresses its virtual addresses, as far as the journal names them */
    public record Router(String instance, long vrid, String family, List<String> addresses) {
        public Router {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * What one node has to say.
     *
     * @param transition its number in that node's journal; empty where it did not move
     */
    public record Chapter(String node, Optional<Transition> transition, List<Clause> clauses) {
        public Chapter {
            clauses = List.copyOf(clauses);
        }
    }

    /** @param atMicros of the decision, since 1970 by that node's clock */
    public record Transition(long number, long atMicros, String from, String to, String cause) {}

    public static Explanation of(Story story) {
        var recordings = new HashMap<Move, RecordedPackets>();
        for (var move : story.moves()) {
            move.side()
                    .packets()
                    .apply(move.entry().number())
                    .ifPresent(bytes -> recordings.put(move, RecordedPackets.read(bytes, move.router())));
        }
        var chapters = new ArrayList<Chapter>();
        for (var move : story.moves()) {
            var clauses = new Testimony(story, move, recordings.getOrDefault(move, RecordedPackets.NONE)).clauses();
            var transition =
                    new Transition(move.entry().number(), move.decidedMicros(), move.from(), move.to(), move.cause());
            chapters.add(new Chapter(move.side().name(), Optional.of(transition), clauses));
        }
        for (var side : story.others()) {
            chapters.add(new Chapter(side.name(), Optional.empty(), Bystander.clauses(story, side)));
        }
        var router = story.lead().router();
        boolean well = chapters.stream()
                .flatMap(chapter -> chapter.clauses().stream())
                .noneMatch(clause -> clause.fact() instanceof Clause.Fact.Bound bound && !bound.within());
        return new Explanation(
                new Router(router.instance(), router.vrid(), router.family(), router.addresses()),
                chapters,
                clocks(story, recordings),
                well);
    }

    private static List<ClockDifference> clocks(Story story, Map<Move, RecordedPackets> recordings) {
        var first = witness(story.lead(), recordings);
        return first.isEmpty()
                ? List.of()
                : story.moves().stream()
                        .skip(1)
                        .flatMap(move -> witness(move, recordings).stream())
                        .flatMap(other -> ClockDifference.of(other, first.get()).stream())
                        .toList();
    }

    private static Optional<Witness> witness(Move move, Map<Move, RecordedPackets> recordings) {
        return Optional.ofNullable(recordings.get(move))
                .flatMap(recording ->
                        move.source().map(source -> new Witness(move.side().name(), source, recording)));
    }
}
