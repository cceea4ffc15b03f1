package io.havip.explain;

import io.havip.explain.Clause.Fact;
import java.util.ArrayList;
import java.util.List;

/** What the journal of a node says that did not move with the others: in which state it was, or that it says nothing. */
final class Bystander {
    private Bystander() {}

    static List<Clause> clauses(Story story, Side side) {
        var lead = story.lead();
        long until = lead.decidedMicros();
        var clauses = new ArrayList<Clause>();
        side.entries().stream()
                .flatMap(entry -> Move.of(side, entry).stream())
                .filter(move -> move.router().matches(lead.router()) && move.decidedMicros() <= until)
                .reduce((_, last) -> last)
                .ifPresent(
                        last -> clauses.add(Clause.at(last.decidedMicros(), new Fact.Stayed(last.to()), last.entry())));
        var last = side.entries().stream()
                .filter(entry -> entry.atMicros() <= until)
                .reduce((_, later) -> later);
        var next = side.entries().stream()
                .filter(entry -> entry.atMicros() > until)
                .findFirst();
        boolean silent =
                next.isEmpty() || next.filter(entry -> entry.is("start")).isPresent();
        if (silent) {
            last.ifPresent(entry -> clauses.add(Clause.at(entry.atMicros(), new Fact.Silent(), entry)));
        }
        next.filter(entry -> entry.is("start"))
                .ifPresent(start -> clauses.add(
                        Clause.at(start.atMicros(), new Fact.Restarted(start.flag("former_ended")), start)));
        return clauses;
    }
}
