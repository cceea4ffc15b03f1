package io.havip.cloud;

import io.havip.cloud.CloudAddress.Reading;
import io.havip.cloud.Trouble.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is wrong with one address at present, in words. */
final class Troubles {
    /** Fewer failures in a row are everyday life. */
    private static final int FAILURES_MIN = 3;

    private final String name;
    private final Map<Kind, Trouble> present = new EnumMap<>(Kind.class);
    /** The call that failed, of those that are of one. */
    private final Map<Kind, String> calls = new EnumMap<>(Kind.class);

    Troubles(String name) {
        this.name = name;
    }

    List<Trouble> present() {
        return List.copyOf(present.values());
    }

    void clear() {
        present.clear();
        calls.clear();
    }

    void end(Kind kind) {
        present.remove(kind);
    }

    private void begin(Kind kind, String sentence, String mend) {
        present.put(kind, new Trouble(kind, sentence, mend));
    }

    /** @param seen since this node is Active; empty where nothing could be read since then */
    void wrongHolder(Optional<Reading> seen, boolean movesByAnnouncement) {
        if (seen.isEmpty()) {
            begin(
                    Kind.WRONG_HOLDER,
                    name + " is not known to be here, although this node is active: it could not be read since then",
                    "see whether this node reaches the API, and what else is told of the calls");
            return;
        }
        begin(
                Kind.WRONG_HOLDER,
                "%s is held by %s, although this node is active"
                        .formatted(name, seen.get().holder().orElse("nobody")),
                movesByAnnouncement
                        ? "it is announced again; see that both nodes are within its drift range, that it is an HAVIP, and that"
                                + " no other node announces it"
                        : "it is asked for again; see what else is told of the calls, whether another node is active too, or"
                                + " some script moves it");
    }

    void notAllowed() {
        begin(
                Kind.NOT_ALLOWED,
                "this node may not hold " + name,
                "let it: the subnet has to be this node's, and the drift range (where there is one) has to name it");
    }

    void budgetSpent(int perHour) {
        begin(
                Kind.BUDGET,
                "%d changes an hour of %s are allowed, and that many have been asked for".formatted(perHour, name),
                "see why the role, or the address, moves so often; changes-per-hour allows more");
    }

    void unconfirmed() {
        begin(
                Kind.UNCONFIRMED,
                name + " is not asked for: no advertisement of this node leaves, so that another one may be active",
                "see why advertisements can't be sent");
    }

    /** @param failures of such calls in a row; that the role is not shown is told where that lasts */
    void failed(String call, CallFailed failure, int failures) {
        if (failure.kind() == CallFailed.Kind.UNSHOWN) {
            return;
        }
        var kind = kind(failure);
        if (kind == Kind.UNREACHABLE && failures < FAILURES_MIN) {
            return;
        }
        calls.put(kind, call);
        var said = "%s of %s: %s (%s)%s"
                .formatted(
                        call,
                        name,
                        failure.getMessage(),
                        failure.code(),
                        failure.pause()
                                .map(pause -> "; the provider asks for a pause of %d s".formatted(pause.toSeconds()))
                                .orElse(""));
        begin(kind, said, failure.mend());
    }

    private static Kind kind(CallFailed failure) {
        return switch (failure.kind()) {
            case PASSING, UNSHOWN, UNKNOWN -> Kind.UNREACHABLE;
            case THROTTLED -> Kind.THROTTLED;
            case CREDENTIALS -> Kind.CREDENTIALS;
            case FORBIDDEN -> Kind.FORBIDDEN;
            case CLOCK -> Kind.CLOCK;
            case UNCLEAR, FINAL -> Kind.REFUSED;
        };
    }

    /** Such a call has been answered. */
    void answered(String call) {
        calls.entrySet().removeIf(failed -> failed.getValue().equals(call) && present.remove(failed.getKey()) != null);
    }
}
