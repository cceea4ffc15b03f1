package io.havip.explain;

import io.havip.observe.journal.Line;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * What a node has to say.
 *
 * @param name of the node; another one for each side
 * @param entries its journal's, in any order
 * @param packets asked for those that were recorded at the transition of a number: a capture file's bytes
 */
public record Side(String name, List<Logged> entries, LongFunction<Optional<byte[]>> packets) {
    public Side {
        entries = entries.stream().sorted(Logged.BY_NUMBER).toList();
    }

    /** Of its journal's lines; those that are no entries are left out. */
    public static Side of(String name, List<Line> lines, LongFunction<Optional<byte[]>> packets) {
        return new Side(
                name, lines.stream().flatMap(line -> Logged.read(line).stream()).toList(), packets);
    }

    /** The same by another name. */
    public Side called(String other) {
        return new Side(other, entries, packets);
    }

    /** What the node calls itself in the last of some lines, if it does. */
    public static Optional<String> name(List<Line> lines) {
        return lines.reversed().stream()
                .flatMap(line -> Logged.read(line).stream())
                .flatMap(entry -> entry.text("node").stream())
                .findFirst();
    }
}
