package io.havip.gateway.loop;

import io.havip.gateway.host.Host;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.linux.Workers;
import io.havip.vrrp.Family;
import io.havip.vrrp.State;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lives of a virtual router, takeovers and all, on a {@link Stage}, in no time. The first uses of code cost milliseconds, and as
 * long as it is interpreted it takes several times as long, which real takeovers must not pay. Nothing is bound, sent or told. One
 * for a process, which rehearses each family once, whichever threads ask.
 */
public final class Rehearsal {
    /** After so many uses code is compiled. */
    private static final int TAKEOVERS = 200;
    /** Of so many takeovers one lasts so long that it advertises again, renews and is reviewed. */
    private static final int STAYS = 4;

    private static final int ACTIVE_CYCLES = 6;
    /** For one family on one stage; on a busy machine it is not rehearsed as often. */
    private static final long NANOS_MAX = 1_000_000_000L;
    /** Far more than these lives have. */
    private static final int CYCLES_MAX = 20_000;

    private final Set<Family> rehearsed = ConcurrentHashMap.newKeySet();

    /** For the first of each family. Not for the loop's thread; at most two seconds for each. */
    public void play(Host host, Workers workers, List<InstanceSettings> instances) throws InterruptedException {
        for (var part : Actor.parts(instances)) {
            if (rehearsed.add(part.router().family())) {
                play(host, new Actor(new Stage(host, workers, part), part));
                // Compiled code knows one class at each call until it meets another: that must not be the machine's, at
                // a takeover.
                play(host, new Actor(new Stage(host, workers, part) {}, part));
            }
        }
    }

    private static void play(Host host, Actor actor) throws InterruptedException {
        long untilNanos = host.nanos() + NANOS_MAX;
        int takeovers = 0;
        int active = 0;
        var former = State.INITIALIZE;
        for (int cycle = 0; cycle < CYCLES_MAX && host.nanos() < untilNanos; cycle++) {
            var present = actor.live();
            active = present == State.ACTIVE ? active + 1 : 0;
            if (active > 0 || (present == State.BACKUP && former != State.BACKUP)) {
                actor.stage().hearPeer();
            }
            former = present;
            if (active == 1 && ++takeovers == 1) {
                actor.stage().awaitAnnouncer();
            }
            if (active == (takeovers % STAYS == 0 ? ACTIVE_CYCLES : 1)) {
                if (takeovers >= TAKEOVERS) {
                    break;
                }
                actor.stage().plug(false);
            } else if (present == State.FAULT) {
                actor.stage().plug(true);
            }
        }
        actor.stop();
    }
}
