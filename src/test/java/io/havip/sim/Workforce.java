package io.havip.sim;

import io.havip.linux.Clock;
import io.havip.linux.Workers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The workers beside an agent's loop. They have no threads: each lives whenever there is something to do, for no time at all. When
 * one dies of it, the supervision decides what follows, and it dies again for as long as what it dies of goes on.
 */
final class Workforce implements Clock {
    private final Node node;
    private final World world;
    private final Set<String> dying = new HashSet<>();
    private final Map<String, Turns> byName = new HashMap<>();

    Workforce(Node node, World world) {
        this.node = node;
        this.world = world;
    }

    /** The host's; they don't wait for the kernel. */
    @Override
    public long nanos() {
        return node.nowLocalNanos();
    }

    @Override
    public long epochMillis() {
        throw new UnsupportedOperationException("nobody needs it");
    }

    /** A new agent has one. */
    Turns begin(String name) {
        var turns = new Turns(name);
        byName.put(name, turns);
        return turns;
    }

    /** There may be something to do. */
    void turn(String name) {
        var turns = byName.get(name);
        if (turns != null) {
            turns.take();
        }
    }

    void kill(String name) {
        world.story().tell(() -> node + ": its " + name + " dies");
        dying.add(name);
        turn(name);
    }

    void spare(String name) {
        world.story().tell(() -> node + ": its " + name + " dies no more");
        dying.remove(name);
    }

    void spareAll() {
        dying.clear();
    }

    /** Whether it has died, and waits for its next start. */
    boolean rests(String name) {
        var turns = byName.get(name);
        return turns != null && turns.rests;
    }

    boolean anyRests() {
        return byName.values().stream().anyMatch(turns -> turns.rests);
    }

    /** The agent runs again. */
    void thawed() {
        List.copyOf(byName.values()).stream().filter(turns -> turns.missed).forEach(Turns::take);
    }

    /** There is no agent any more. */
    void end() {
        byName.values().forEach(turns -> turns.over = true);
        byName.clear();
    }

    /** Those of one worker. */
    final class Turns {
        private final String name;
        private Workers.@Nullable Worker worker;
        private boolean rests;
        /** Whether it had a turn while the agent, with all its threads, was frozen. */
        private boolean missed;

        private boolean over;

        private Turns(String name) {
            this.name = name;
        }

        /** Has one worker live. */
        Workers workers() {
            return new Workers(Workforce.this, (_, _) -> {}, this::carry);
        }

        private void carry(Workers.Worker started) {
            worker = started;
            take();
        }

        void take() {
            if (worker == null || rests || over) {
                return;
            }
            missed = node.frozen();
            if (missed) {
                return;
            }
            worker.live().ifPresent(pauseNanos -> {
                world.story().tell(() -> node + ": its " + name + " starts again in " + pauseNanos + " ns");
                rests = true;
                world.timeline().after(pauseNanos, () -> {
                    rests = false;
                    take();
                });
            });
        }

        boolean rest() {
            return rests;
        }

        /** Done first of all. */
        void surviveOrDie() {
            if (dying.contains(name)) {
                throw new IllegalStateException(name + " dies");
            }
        }
    }
}
