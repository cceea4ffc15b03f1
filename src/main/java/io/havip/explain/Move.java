package io.havip.explain;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A transition of one node's journal.
 *
 * @param side whose
 * @param router the virtual router
 * @param evidenceMicros when that was seen which led to it, since 1970 by that node's clock
 * @param decidedMicros when it was decided
 */
record Move(
        Side side,
        Logged entry,
        VirtualRouterName router,
        String from,
        String to,
        String cause,
        long evidenceMicros,
        long decidedMicros) {
    private static final String ACTIVE = "active";

    static Optional<Move> of(Side side, Logged entry) {
        var from = entry.text("from");
        var to = entry.text("to");
        var cause = entry.text("cause");
        var router = VirtualRouterName.of(entry);
        if (!entry.is("transition") || from.isEmpty() || to.isEmpty() || cause.isEmpty() || router.isEmpty()) {
            return Optional.empty();
        }
        long evidence = entry.micros("evidence").orElse(entry.atMicros());
        return Optional.of(
                new Move(side, entry, router.get(), from.get(), to.get(), cause.get(), evidence, entry.atMicros()));
    }

    /** Its virtual router. Two nodes may call it differently. */
    record VirtualRouterName(String instance, long vrid, String family, List<String> addresses) {
        static Optional<VirtualRouterName> of(Logged entry) {
            var vrid = entry.number("vrid");
            return vrid.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new VirtualRouterName(
                            entry.textOr("vrrp_instance", ""),
                            vrid.getAsLong(),
                            entry.textOr("family", ""),
                            entry.texts("addresses")));
        }

        /** Whether it is the same one, as far as can be told. */
        boolean matches(VirtualRouterName other) {
            return vrid == other.vrid
                    && family.equals(other.family)
                    && (addresses.isEmpty()
                            || other.addresses.isEmpty()
                            || !Collections.disjoint(addresses, other.addresses));
        }
    }

    boolean takes() {
        return to.equals(ACTIVE);
    }

    boolean gives() {
        return from.equals(ACTIVE);
    }

    /** How far apart two are that lasted from their evidence to their decision; 0 where they overlap. */
    long distanceMicros(Move other) {
        return Math.max(0, Math.max(other.evidenceMicros - decidedMicros, evidenceMicros - other.decidedMicros));
    }

    /** How long before the decision that was, by the clock that nobody sets where the entry has it. */
    OptionalLong beforeMicros(String... time) {
        var monotonic = entry.number(
                Stream.concat(Stream.of(time), Stream.of("monotonic_nanos")).toArray(String[]::new));
        var decided = entry.number("monotonic_nanos");
        if (monotonic.isPresent() && decided.isPresent()) {
            return OptionalLong.of(Math.floorDiv(decided.getAsLong() - monotonic.getAsLong(), 1_000));
        }
        var at = entry.micros(time);
        return at.isPresent() ? OptionalLong.of(decidedMicros - at.getAsLong()) : OptionalLong.empty();
    }

    OptionalLong phaseMicros(String phase) {
        return entry.number("phase_microseconds", phase);
    }

    /** From the decision to the end of its last step of its own. */
    long stepsMicros() {
        return phaseMicros("advertise").orElse(0)
                + phaseMicros("bind").orElse(0)
                + phaseMicros("announce").orElse(0);
    }

    /** The address that it advertises from. */
    Optional<String> source() {
        return entry.text("source");
    }

    /** A router as an object of the entry names it. */
    Optional<Clause.Router> router(String field, Story story) {
        return entry.object(field)
                .flatMap(object -> Logged.text(object, "peer").map(peer -> {
                    var priority = Logged.number(object, "priority");
                    return new Clause.Router(
                            peer,
                            story.node(peer),
                            priority.isPresent() ? OptionalInt.of((int) priority.getAsLong()) : OptionalInt.empty());
                }));
    }
}
