package io.havip.gateway.loop;

import io.havip.gateway.host.Host;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.linux.Clock;
import io.havip.linux.Workers;
import java.util.List;

/**
 * One more takeover on a {@link Stage}, right before a real one. What the processor has not done for seconds has left its caches, and
 * takes more than twice as long: the first one after a pause pays for that, and it should be the one that nobody waits for. As a
 * {@link Rehearsal}, it binds, sends and tells nothing. For the loop's thread, once that runs.
 */
public final class WarmUp implements AutoCloseable {
    /** For so long what was done is still at hand. */
    private static final long WARM_NANOS = 100_000_000L;

    private static final long FIRST_NANOS_MAX = 100_000_000L;
    /** Far more than a life takes. */
    private static final int CYCLES_MAX = 20;

    private final Clock clock;
    private List<Actor> actors = List.of();
    private long doneNanos;

    public WarmUp(Clock clock) {
        this.clock = clock;
        this.doneNanos = clock.nanos() - WARM_NANOS;
    }

    /** Before the loop begins, for the families of these. */
    public void prepare(Host host, Workers workers, List<InstanceSettings> instances) {
        actors = Actor.parts(instances).stream()
                .map(part -> new Actor(new Stage(host, workers, part), part))
                .toList();
        live(clock.nanos() + FIRST_NANOS_MAX);
    }

    /**
     * Takes over and gives up, unless that was not long ago. Does not block.
     *
     * @param untilNanos on the clock; what is not over by then goes on the next time
     */
    public void until(long untilNanos) {
        if (clock.nanos() - doneNanos >= WARM_NANOS) {
            live(untilNanos);
            doneNanos = clock.nanos();
        }
    }

    private void live(long untilNanos) {
        for (var actor : actors) {
            live(actor, untilNanos);
        }
    }

    private void live(Actor actor, long untilNanos) {
        boolean over = false;
        for (int cycle = 0; cycle < CYCLES_MAX && !over && clock.nanos() < untilNanos; cycle++) {
            switch (actor.live()) {
                case ACTIVE -> actor.stage().plug(false);
                case FAULT -> {
                    actor.stage().plug(true);
                    over = true;
                }
                default -> {}
            }
        }
        actor.stage().stop(Actor.NAME);
    }

    @Override
    public void close() {
        actors.forEach(Actor::stop);
    }
}
