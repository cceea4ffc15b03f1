package io.havip.sim;

import java.util.ArrayDeque;
import java.util.Queue;

/** Sees what others claim, on a worker of its own: of what passes while that rests, some is lost, and some is told of late. */
final class VirtualCapture {
    static final String NAME = "capture";

    private final Dice dice;
    private final Workforce.Turns turns;
    private final Queue<Runnable> passed = new ArrayDeque<>();

    VirtualCapture(Dice dice, Workforce workforce) {
        this.dice = dice;
        this.turns = workforce.begin(NAME);
        var _ = turns.workers().start(NAME, this::work);
    }

    /** @param told done when that is told of */
    void passes(Runnable told) {
        if (!turns.rest() || dice.chance(0.5)) {
            passed.add(told);
            turns.take();
        }
    }

    private void work() {
        turns.surviveOrDie();
        while (!passed.isEmpty()) {
            passed.remove().run();
        }
    }
}
