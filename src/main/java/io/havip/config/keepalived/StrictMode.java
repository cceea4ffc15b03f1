package io.havip.config.keepalived;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings;
import java.util.Optional;

/**
 * {@code vrrp_strict} and {@code strict_mode}: what the RFC does not have is reset, with a notice, as in keepalived. And
 * {@code accept} and {@code no_accept}, whose default depends on it.
 *
 * @param on whether the instance is strict
 */
record StrictMode(boolean on, Problems problems) {

    static StrictMode read(Block instance, Globals globals, Problems problems) {
        return new StrictMode(instance.has("strict_mode") ? instance.flag("strict_mode") : globals.strict(), problems);
    }

    /** A value that strict mode has no room for. */
    <T> Optional<Located<T>> reset(Optional<Located<T>> written, String what) {
        if (on) {
            written.ifPresent(value ->
                    problems.notice(value.place(), "strict mode has no " + what + ": left out, as in keepalived"));
        }
        return on ? Optional.empty() : written;
    }

    /** Whether an owner ignores the others: in strict mode, unless the instance says otherwise. */
    Located<Boolean> ignoresOthers(Block instance, int priority) {
        String name = "owner_ignore_adverts";
        boolean owner = priority == VirtualRouterSettings.OWNER_PRIORITY;
        return instance.counting(name)
                .map(statement -> new Located<>(instance.flag(name), instance.placeOf(statement)))
                .orElse(new Located<>(on && owner, instance.place()));
    }

    /** Whether traffic to the addresses is accepted: of {@code accept} and {@code no_accept} the last one counts. */
    boolean accepts(Block instance, Version version, int priority) {
        boolean owner = priority == VirtualRouterSettings.OWNER_PRIORITY;
        var accept = instance.counting("accept");
        var refuse = instance.counting("no_accept");
        accept.ifPresent(statement -> instance.refuseAfter(0, statement));
        refuse.ifPresent(statement -> instance.refuseAfter(0, statement));
        if (accept.isEmpty() && refuse.isEmpty()) {
            return !on || owner;
        }
        boolean last =
                accept.isPresent() && refuse.stream().noneMatch(statement -> instance.after(statement, accept.get()));
        if (!last && owner) {
            problems.notice(
                    instance.placeOf(refuse.orElseThrow()), "without effect: the owner of the addresses accepts");
            return true;
        }
        if (last && on && version == Version.V2 && !owner) {
            problems.notice(
                    instance.placeOf(accept.orElseThrow()),
                    "strict mode has no accept in version 2: left out, as in keepalived");
            return false;
        }
        return last;
    }
}
