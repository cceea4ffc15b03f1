package io.havip.explain;

import io.havip.explain.Clause.Fact;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What else a node's journal has shortly before a transition, and after it as long as that lasts, that may explain it: not what belongs
 * to the transitions of the same router before and after it.
 */
final class Surroundings {
    private static final long BEFORE_MICROS = 30_000_000;
    /** That no traffic came is found within 10 s and a little. */
    private static final long AFTER_MICROS = 15_000_000;

    private static final int ENTRIES_MAX = 30;

    private static final Set<String> OF_THE_NODE = Set.of("stall", "haproxy", "reload", "start", "end");
    private static final Set<String> OF_THE_ROUTER =
            Set.of("finding", "hold", "conflict", "repair", "verified", "ownership");

    private final Move move;
    private final Set<String> trackers;
    private final Map<String, OptionalLong> told = new HashMap<>();
    private final long formerMicros;
    private final Optional<Move> next;

    Surroundings(Move move) {
        this.move = move;
        this.formerMicros = moves(entry -> entry.number() < move.entry().number())
                .mapToLong(Move::decidedMicros)
                // Of a clock that has been set back since nothing is known.
                .filter(decided -> decided <= move.decidedMicros())
                .reduce(Long.MIN_VALUE, (_, last) -> last);
        this.next = moves(entry -> entry.number() > move.entry().number())
                .findFirst()
                .filter(later -> later.decidedMicros() >= move.decidedMicros());
        this.trackers = move.entry()
                .objects("trackers")
                .flatMap(tracker -> Logged.text(tracker, "tracker").stream())
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** When the evidence for a tracker's verdict was seen. */
    static OptionalLong evidenceMicros(JsonObject tracker) {
        return tracker.getValue("evidence") instanceof JsonObject evidence
                ? Logged.micros(evidence, "at")
                : OptionalLong.empty();
    }

    /** The transition itself tells of that tracker. */
    void told(String tracker, OptionalLong evidenceMicros) {
        told.put(tracker, evidenceMicros);
    }

    boolean tells(String tracker, OptionalLong evidenceMicros) {
        return told.containsKey(tracker) && told.get(tracker).equals(evidenceMicros);
    }

    List<Clause> clauses() {
        var clauses = new ArrayList<Clause>();
        for (var entry : around()) {
            clauses.add(Clause.at(
                    atMicros(entry),
                    new Fact.Beside(
                            entry.textOr("kind", ""),
                            entry.textOr("sentence", ""),
                            entry.number("count").orElse(1),
                            entry.atMicros() - atMicros(entry)),
                    entry));
        }
        return clauses.subList(Math.max(0, clauses.size() - ENTRIES_MAX), clauses.size());
    }

    /** From the former move on, and until that was seen which led to the next one: the rest belongs to those. */
    private List<Logged> around() {
        long from = Math.max(move.evidenceMicros() - BEFORE_MICROS, formerMicros);
        long nextSeen = next.map(Move::evidenceMicros).orElse(Long.MAX_VALUE);
        long to = Math.min(move.decidedMicros() + AFTER_MICROS, Math.max(nextSeen, move.decidedMicros()));
        return move.side().entries().stream()
                .filter(entry -> atMicros(entry) > from && atMicros(entry) < to && explains(entry))
                .toList();
    }

    /** A tracker tells what it has seen before. */
    private static long atMicros(Logged entry) {
        return entry.is("tracker") ? evidenceMicros(entry.json()).orElse(entry.atMicros()) : entry.atMicros();
    }

    /** Whether what was on the wire then came of this transition: later than the decision, and before the next one. */
    boolean cameOfIt(long atMicros) {
        return atMicros >= move.decidedMicros()
                && atMicros < next.map(Move::decidedMicros).orElse(Long.MAX_VALUE);
    }

    /** The others of the same router. */
    private Stream<Move> moves(Predicate<Logged> which) {
        return move.side().entries().stream()
                .filter(entry -> which.test(entry) && sameRouter(entry))
                .flatMap(entry -> Move.of(move.side(), entry).stream());
    }

    private boolean explains(Logged entry) {
        if (entry.number() == move.entry().number()) {
            return false;
        }
        String kind = entry.textOr("kind", "");
        if (kind.equals("tracker")) {
            var name = entry.textOr("tracker", "");
            return (trackers.contains(name) || told.containsKey(name)) && !tells(name, evidenceMicros(entry.json()));
        }
        return OF_THE_NODE.contains(kind) || OF_THE_ROUTER.contains(kind) && sameRouter(entry);
    }

    private boolean sameRouter(Logged entry) {
        return entry.text("vrrp_instance")
                .filter(move.router().instance()::equals)
                .isPresent();
    }

    /** Which configuration was in force, and which one was until shortly before. */
    Optional<Clause> configuration() {
        var hash = move.entry().text("configuration");
        if (hash.isEmpty()) {
            return Optional.empty();
        }
        var former = move.side().entries().stream()
                .filter(entry -> entry.number() < move.entry().number())
                .filter(entry -> entry.atMicros() >= Math.max(move.evidenceMicros() - BEFORE_MICROS, formerMicros))
                .flatMap(entry -> entry.text("configuration").stream())
                .filter(other -> !other.equals(hash.get()))
                .reduce((_, last) -> last);
        return Optional.of(Clause.always(new Fact.Configuration(hash.get(), former), move.entry()));
    }
}
