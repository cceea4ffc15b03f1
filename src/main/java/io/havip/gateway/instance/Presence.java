package io.havip.gateway.instance;

import io.havip.gateway.settings.InstanceSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * That no other agent on this host runs the same virtual router: they would not hear each other, and share its addresses. There
 * are two seats. Each agent keeps one of them, and looks whether the other one is free: so the first one notices too.
 */
final class Presence {
    private static final int SEATS = 2;

    private final Function<String, Optional<Runnable>> claims;
    private final List<String> names;
    private Optional<Runnable> release = Optional.empty();
    private int seat;

    /** @param claims takes a name, as {@link io.havip.gateway.host.Host#claim} */
    Presence(InstanceSettings settings, Function<String, Optional<Runnable>> claims) {
        this.claims = claims;
        this.names = IntStream.range(0, SEATS)
                .mapToObj(number -> "havip-gateway %s %s %d %d"
                        .formatted(
                                settings.interfaceName(),
                                settings.router().family(),
                                settings.router().vrid(),
                                number))
                .toList();
    }

    /** Whether there is no other one, now that this one shows itself. */
    boolean alone() {
        for (int free = 0; release.isEmpty() && free < SEATS; free++) {
            seat = free;
            release = claim(free);
        }
        if (release.isEmpty()) {
            return false;
        }
        var other = claim(SEATS - 1 - seat);
        other.ifPresent(Runnable::run);
        return other.isPresent();
    }

    private Optional<Runnable> claim(int wanted) {
        return claims.apply(names.get(wanted));
    }

    void end() {
        release.ifPresent(Runnable::run);
        release = Optional.empty();
    }
}
