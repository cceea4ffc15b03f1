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
    private static final int CYCLES_MAX = 1_000;
    /** More than its longest cycle takes. */
    private static final long CYCLE_NANOS = 1_000_000L;

    /** So much is waited punctually before the first time that counts. */
    private static final int WAITS = 20;

    private static final long WAIT_NANOS = 500_000L;

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
                .map(part -> new Actor(new QuietStage(host, workers, part), part))
                .toList();
        until(clock.nanos() + FIRST_NANOS_MAX);
        for (int wait = 0; wait < WAITS; wait++) {
            // What the kernel has to tell would end the wait; the loop reads all of it anew when it begins.
            host.notifications(_ -> {});
            host.await(clock.nanos() + WAIT_NANOS, true);
        }
    }

    /**
     * Takes over and gives up, unless that was not long ago. Waits for nothing.
     *
     * @param untilNanos on the clock; what is not over by then goes on the next time
     */
    public void until(long untilNanos) {
        if (clock.nanos() - doneNanos >= WARM_NANOS && takeOver(untilNanos)) {
            doneNanos = clock.nanos();
        }
    }

    private boolean takeOver(long untilNanos) {
        boolean done = false;
        for (var actor : actors) {
            done |= takeOver(actor, untilNanos);
        }
        return done;
    }

    private boolean takeOver(Actor actor, long untilNanos) {
        boolean wasActive = false;
        boolean over = false;
        for (int cycle = 0; cycle < CYCLES_MAX && !over && clock.nanos() < untilNanos - CYCLE_NANOS; cycle++) {
            switch (actor.live()) {
                case ACTIVE -> {
                    actor.stage().plug(false);
                    wasActive = true;
                }
                case FAULT -> {
                    actor.stage().plug(true);
                    over = wasActive;
                }
                default -> {}
            }
        }
        actor.stage().stop(Actor.NAME);
        return wasActive;
    }

    @Override
    public void close() {
        actors.forEach(Actor::stop);
    }
}
