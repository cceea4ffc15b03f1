package io.havip.sim;

import io.havip.health.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What a node tracks: what is so, and what its trackers say of that. */
final class Health {
    private final Node node;
    private final Story story;
    private final Runnable changed;
    private boolean faulty;
    private boolean burdened;
    private boolean untracked;
    /** What has been told of each tracker. */
    private final Map<String, Boolean> told = new HashMap<>();

    /** @param changed called when the verdicts have */
    Health(Node node, Story story, Runnable changed) {
        this.node = node;
        this.story = story;
        this.changed = changed;
    }

    /** Whether it may take part: a tracker that is not running is unhealthy, whatever it said last. */
    boolean good() {
        return !faulty && !untracked;
    }

    boolean burdened() {
        return burdened;
    }

    /** Tells each tracker's verdict; what has not changed is not told again. */
    void tell(long nowLocalNanos, Consumer<Verdict> agent) {
        for (var verdict : List.of(
                new Verdict(Cast.FAULT, good(), "told", nowLocalNanos),
                new Verdict(Cast.BURDEN, !burdened, "told", nowLocalNanos))) {
            if (!Boolean.valueOf(verdict.healthy()).equals(told.put(verdict.tracker(), verdict.healthy()))) {
                agent.accept(verdict);
            }
        }
    }

    /** There is a new agent, which has been told of nothing. */
    void forget() {
        told.clear();
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

    void loseTracker() {
        untracked = true;
        change("loses its tracker");
    }

    void restartTracker() {
        if (untracked) {
            untracked = false;
            change("has its tracker again");
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
