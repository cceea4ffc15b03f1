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
import java.util.stream.Collectors;

/** What else a node's journal has shortly before a transition, and after it as long as that lasts, that may explain it. */
final class Surroundings {
    private static final long BEFORE_MICROS = 30_000_000;
    private static final long AFTER_MICROS = 10_000_000;
    private static final int ENTRIES_MAX = 30;

    private static final Set<String> OF_THE_NODE = Set.of("stall", "haproxy", "reload", "start", "end");
    private static final Set<String> OF_THE_ROUTER = Set.of("transition", "finding", "hold", "conflict", "repair");

    private final Move move;
    private final Set<String> trackers;
    private final Map<String, OptionalLong> told = new HashMap<>();

    Surroundings(Move move) {
        this.move = move;
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
            long atMicros =
                    entry.is("tracker") ? evidenceMicros(entry.json()).orElse(entry.atMicros()) : entry.atMicros();
            clauses.add(Clause.at(
                    atMicros,
                    new Fact.Beside(
                            entry.textOr("kind", ""),
                            sentence(entry),
                            entry.number("count").orElse(1)),
                    entry));
        }
        return clauses.subList(Math.max(0, clauses.size() - ENTRIES_MAX), clauses.size());
    }

    private static String sentence(Logged entry) {
        String sentence = entry.textOr("sentence", "");
        return entry.is("transition")
                ? "%s -> %s, %s: %s"
                        .formatted(
                                entry.textOr("from", "").toUpperCase(java.util.Locale.ROOT),
                                entry.textOr("to", "").toUpperCase(java.util.Locale.ROOT),
                                entry.textOr("cause", ""),
                                sentence)
                : sentence;
    }

    private List<Logged> around() {
        long from = move.evidenceMicros() - BEFORE_MICROS;
        long to = move.decidedMicros() + AFTER_MICROS;
        var entries = new ArrayList<Logged>();
        for (var entry : move.side().entries()) {
            boolean next = entry.number() > move.entry().number() && entry.is("transition") && sameRouter(entry);
            if (next) {
                break;
            }
            if (entry.atMicros() >= from && entry.atMicros() <= to && explains(entry)) {
                entries.add(entry);
            }
        }
        return entries;
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
                .filter(entry -> entry.atMicros() >= move.evidenceMicros() - BEFORE_MICROS)
                .flatMap(entry -> entry.text("configuration").stream())
                .filter(other -> !other.equals(hash.get()))
                .reduce((_, last) -> last);
        return Optional.of(Clause.always(new Fact.Configuration(hash.get(), former), move.entry()));
    }
}
