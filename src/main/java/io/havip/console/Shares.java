package io.havip.console;

import java.util.HashMap;
import java.util.Map;

/** What there is so many of, of which one taker gets no more than a share. */
final class Shares {
    private final int all;
    private final int share;
    private final Map<String, Integer> taken = new HashMap<>();
    private int takenByAll;

    /**
     * @param all how many there are
     * @param share how many of them one taker gets, at most
     */
    Shares(int all, int share) {
        this.all = all;
        this.share = share;
    }

    /** Returns whether one was left for this taker; then it has to be given back. */
    synchronized boolean take(String taker) {
        int own = taken.getOrDefault(taker, 0);
        if (takenByAll >= all || own >= share) {
            return false;
        }
        taken.put(taker, own + 1);
        takenByAll++;
        return true;
    }

    synchronized void giveBack(String taker) {
        taken.computeIfPresent(taker, (_, own) -> own > 1 ? own - 1 : null);
        takenByAll--;
    }

    synchronized int taken() {
        return takenByAll;
    }
}
