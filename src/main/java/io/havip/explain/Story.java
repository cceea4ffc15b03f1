package io.havip.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The transitions that are one move of a virtual router, on whichever nodes: who became Active, and who gave up that role.
 *
 * @param sides all that there are
 * @param moves one of a side at most: that which became Active first, then by the sides' names
 */
public record Story(List<Side> sides, List<Move> moves) {
    /** How far apart clocks may be, and how long an answer may take, for two transitions to belong together. */
    static final long TOGETHER_MICROS = 2_000_000;

    private static final Comparator<Move> ORDER = Comparator.comparing((Move move) -> !move.takes())
            .thenComparing(move -> move.side().name());

    public Story {
        sides = List.copyOf(sides);
        moves = List.copyOf(moves);
    }

    /** There is no such transition; the message says what there is. */
    public static final class NoSuchMove extends Exception {
        private static final long serialVersionUID = 1;

        NoSuchMove(String message) {
            super(message);
        }
    }

    /**
     * Finds the story of a transition.
     *
     * @param sides one at least; the first one's numbers are meant
     * @param number the transition's in the journal of the first side; empty for the last move of the role on any of them, or where
     *     there is none the last transition
     * @param instance of this virtual router, by the name that some side has for it; empty for any
     */
    public static Story of(List<Side> sides, OptionalLong number, Optional<String> instance) throws NoSuchMove {
        var moves = sides.stream()
                .flatMap(side -> side.entries().stream().flatMap(entry -> Move.of(side, entry).stream()))
                .filter(move -> instance.isEmpty() || move.router().instance().equals(instance.get()))
                .toList();
        var chosen = number.isPresent()
                ? numbered(sides.getFirst(), moves, number.getAsLong())
                : last(moves.stream().filter(move -> move.takes() || move.gives()))
                        .or(() -> last(moves.stream()))
                        .orElseThrow(() -> new NoSuchMove("there is no transition"
                                + instance.map(name -> " of " + name).orElse("") + " in the journal"));
        return around(chosen, sides);
    }

    private static Move numbered(Side side, List<Move> moves, long number) throws NoSuchMove {
        var found = moves.stream()
                .filter(move -> move.side() == side && move.entry().number() == number)
                .findFirst();
        if (found.isPresent()) {
            return found.get();
        }
        var entry =
                side.entries().stream().filter(any -> any.number() == number).findFirst();
        throw new NoSuchMove(entry.map(other -> "entry " + number + " is no transition but: "
                        + other.textOr("kind", "?") + ", " + other.textOr("sentence", ""))
                .orElse("there is no entry " + number + " in the journal of " + side.name()));
    }

    private static Optional<Move> last(Stream<Move> moves) {
        return moves.max(Comparator.comparingLong(Move::decidedMicros));
    }

    /** Whoever becomes Active is at the centre: from there the story is the same, wherever it is begun. */
    private static Story around(Move chosen, List<Side> sides) {
        if (chosen.takes()) {
            return with(chosen, sides);
        }
        if (chosen.gives()) {
            var successor = nearest(chosen, sides.stream().filter(side -> side != chosen.side()), true);
            var story = successor.map(move -> with(move, sides));
            if (story.isPresent() && story.get().moves().contains(chosen)) {
                return story.get();
            }
        }
        return new Story(sides, List.of(chosen));
    }

    private static Story with(Move taken, List<Side> sides) {
        var moves = new ArrayList<Move>();
        moves.add(taken);
        for (var side : sides) {
            if (side != taken.side()) {
                nearest(taken, Stream.of(side), false).ifPresent(moves::add);
            }
        }
        moves.sort(ORDER);
        return new Story(sides, moves);
    }

    private static Optional<Move> nearest(Move move, Stream<Side> sides, boolean takes) {
        return sides.flatMap(side -> side.entries().stream().flatMap(entry -> Move.of(side, entry).stream()))
                .filter(other -> takes ? other.takes() : other.gives())
                .filter(other -> other.router().matches(move.router()))
                .filter(other -> other.distanceMicros(move) <= TOGETHER_MICROS)
                .min(Comparator.comparingLong((Move other) -> other.distanceMicros(move))
                        .thenComparingLong(other -> Math.abs(other.decidedMicros() - move.decidedMicros())));
    }

    /** The move that the story is about. */
    Move lead() {
        return moves.getFirst();
    }

    /** Those that have no part in it, by their names. */
    List<Side> others() {
        return sides.stream()
                .filter(side -> moves.stream().noneMatch(move -> move.side() == side))
                .sorted(Comparator.comparing(Side::name))
                .toList();
    }

    /** Which node advertises from this address, if one of the sides does. */
    Optional<String> node(String address) {
        return sides.stream()
                .filter(side -> side.entries().stream()
                        .anyMatch(entry ->
                                entry.text("source").filter(address::equals).isPresent()))
                .map(Side::name)
                .findFirst();
    }
}
