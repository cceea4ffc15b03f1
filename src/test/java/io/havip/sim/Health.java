package io.havip.sim;

import io.havip.health.Verdict;
import io.havip.health.WorkerTracker;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What a node tracks: what is so, and what its trackers say of that. */
final class Health {
    private final Node node;
    private final Story story;
    private final Runnable changed;
    private boolean faulty;
    private boolean burdened;

    /** @param changed called when something has */
    Health(Node node, Story story, Runnable changed) {
        this.node = node;
        this.story = story;
        this.changed = changed;
    }

    /** Looks whenever something has changed. */
    private static final class Tracker extends WorkerTracker {
        private final Workforce.Turns turns;
        private final BooleanSupplier healthy;

        Tracker(String name, Workforce.Turns turns, BooleanSupplier healthy) {
            super(name, name, turns.workers());
            this.turns = turns;
            this.healthy = healthy;
        }

        @Override
        protected void watch(Consumer<Verdict> verdicts, CheckListener checks) {
            turns.surviveOrDie();
            verdicts.accept(new Verdict(name(), healthy.getAsBoolean(), "told", clock().nanos()));
        }

        @Override
        protected long paceNanos() {
            return 0;
        }
    }

    /** A new agent's trackers begin. */
    void track(Consumer<Verdict> verdicts) {
        track(Cast.FAULT, () -> !faulty, verdicts);
        track(Cast.BURDEN, () -> !burdened, verdicts);
    }

    private void track(String what, BooleanSupplier healthy, Consumer<Verdict> verdicts) {
        new Tracker(what, node.workforce().begin(what), healthy).start(verdicts, (_, _, _) -> {});
    }

    /** Whether it may take part: a tracker that is not running is unhealthy, whatever it said last. */
    boolean good() {
        return !faulty && !node.workforce().rests(Cast.FAULT);
    }

    boolean burdened() {
        return burdened || node.workforce().rests(Cast.BURDEN);
    }

    void raiseFault() {
        if (!faulty) {
            faulty = true;
            change("becomes faulty");
        }
    }

    void clearFault() {
        if (faulty) {
            faulty = false;
            change("is no longer faulty");
        }
    }

    /** Something that it tracks with a weight fails, or works again. */
    void changePriority() {
        burdened = !burdened;
        change(burdened ? "is burdened" : "is relieved");
    }

    private void change(String how) {
        story.tell(() -> node + " " + how);
        changed.run();
    }
}
