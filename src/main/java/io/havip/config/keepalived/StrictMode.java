package io.havip.config.keepalived;

import io.havip.config.options.Option;
import io.havip.config.options.Settings;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.vrrp.Version;

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

    /** A flag that strict mode does not have. */
    boolean flag(Block instance, String name) {
        boolean wanted = instance.flag(name);
        if (wanted && on) {
            instance.counting(name).ifPresent(statement -> leaveOut(instance.placeOf(statement), name));
        }
        return wanted && !on;
    }

    void leaveOut(Place place, String what) {
        problems.notice(place, "strict mode has no " + what + ": left out, as in keepalived");
    }

    private void leaveOut(Option<?> option, String keyword, Settings instance) {
        instance.written(option).ifPresent(written -> {
            leaveOut(written.place(), keyword);
            instance.drop(option);
        });
    }

    /** What has to be so in strict mode. */
    void apply(Settings instance) {
        if (!on) {
            return;
        }
        instance.set(VirtualRouterOptions.ANSWER_LOWER, false);
        leaveOut(VirtualRouterOptions.PREEMPT_DELAY, "preempt_delay", instance);
        leaveOut(VirtualRouterOptions.ACTIVE_DOWN_INTERVALS, "down_timer_adverts", instance);
        if (VirtualRouterOptions.owner(instance) && !instance.has(VirtualRouterOptions.IGNORE_OTHERS)) {
            instance.set(VirtualRouterOptions.IGNORE_OTHERS, true);
        }
    }

    /** Whether {@code state MASTER} counts: only of the owner of the addresses. */
    boolean startsAsMaster(Block block, Settings instance) {
        if (!on || VirtualRouterOptions.owner(instance)) {
            return true;
        }
        block.counting("state")
                .ifPresent(statement -> leaveOut(block.placeOf(statement), "state MASTER but of an owner"));
        return false;
    }

    /** Whether traffic to the addresses is accepted: of {@code accept} and {@code no_accept} the last one counts. */
    boolean accepts(Block block, Settings instance) {
        boolean owner = VirtualRouterOptions.owner(instance);
        var accept = block.counting("accept");
        var refuse = block.counting("no_accept");
        accept.ifPresent(statement -> block.refuseAfter(0, statement));
        refuse.ifPresent(statement -> block.refuseAfter(0, statement));
        if (accept.isEmpty() && refuse.isEmpty()) {
            return !on || owner;
        }
        boolean last =
                accept.isPresent() && refuse.stream().noneMatch(statement -> block.after(statement, accept.get()));
        if (!last && owner) {
            problems.notice(block.placeOf(refuse.orElseThrow()), "without effect: the owner of the addresses accepts");
            return true;
        }
        if (last && on && instance.get(VirtualRouterOptions.VERSION) == Version.V2 && !owner) {
            problems.notice(
                    block.placeOf(accept.orElseThrow()),
                    "strict mode has no accept in version 2: left out, as in keepalived");
            return false;
        }
        return last;
    }
}
