package io.havip.sim;

import io.havip.health.Verdict;
import java.util.List;

/** What a node tracks: what is so, and what its trackers say of that. */
final class Health {
    private final Node node;
    private final Story story;
    private final Runnable changed;
    private boolean faulty;
    private boolean burdened;
    private boolean untracked;

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

    List<Verdict> verdicts(long nowLocalNanos) {
        return List.of(
                new Verdict(Cast.FAULT, good(), "told", nowLocalNanos),
                new Verdict(Cast.BURDEN, !burdened, "told", nowLocalNanos));
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
