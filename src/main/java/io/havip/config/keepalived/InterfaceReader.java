package io.havip.config.keepalived;

import io.havip.config.draft.Located;
import io.havip.config.draft.Problems;
import io.havip.config.draft.Range;
import io.havip.config.draft.Scalars;
import io.havip.gateway.InterfaceDelays;
import java.util.List;
import java.util.Optional;

/** Reads what holds for interfaces: {@code interface_up_down_delays}. */
final class InterfaceReader {
    private static final String DELAYS = "interface_up_down_delays";

    private final Problems problems;
    private final Scalars scalars;

    InterfaceReader(Problems problems) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
    }

    /** {@code INTERFACE DOWN_DELAY [UP_DELAY]}, a line each. */
    List<Located<InterfaceDelays>> delays(Block top) {
        return top.entries(DELAYS).stream()
                .flatMap(entry -> delays(top, entry).stream())
                .toList();
    }

    private Optional<Located<InterfaceDelays>> delays(Block top, Statement entry) {
        var name = scalars.interfaceName(new Located<>(entry.keyword().text(), top.within(entry.keyword(), DELAYS)));
        var words = entry.arguments();
        if (words.isEmpty() || words.size() > 2) {
            problems.error(
                    top.within(words.size() > 2 ? words.get(2) : entry.keyword(), DELAYS),
                    words.isEmpty() ? "the delay is missing" : "an interface has two delays at most",
                    "write " + entry.keyword().text() + " DOWN_DELAY UP_DELAY, in seconds");
            return Optional.empty();
        }
        var seconds = words.stream()
                .limit(2)
                .map(word -> scalars.secondsNanos(
                        new Located<>(word.text(), top.within(word, DELAYS)), Range.INTERFACE_DELAY_NANOS))
                .toList();
        // keepalived's manual has the down delay for one that is left out; keepalived itself has none.
        var up = seconds.size() > 1 ? seconds.get(1).map(Located::value) : Optional.of(0L);
        return name.flatMap(located -> seconds.getFirst()
                .flatMap(down ->
                        up.map(upNanos -> located.map(text -> new InterfaceDelays(text, down.value(), upNanos)))));
    }
}
