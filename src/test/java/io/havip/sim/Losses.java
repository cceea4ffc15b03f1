package io.havip.sim;

import io.havip.observe.TransitionReport;
import io.havip.vrrp.Cause;
import io.havip.vrrp.State;
import java.util.ArrayDeque;
import java.util.Deque;

/** How often one run of an agent has lost the role to what it tracks, and what follows from that. Times are those of its own clock. */
final class Losses {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int LOSSES = 3;
    /** Somewhat less than is promised: the agent may wait for its kernel between what it sees and what it tells. */
    private static final long WINDOW_NANOS = 50 * SECOND_NANOS;

    private static final long HOLD_NANOS_MIN = 9 * SECOND_NANOS;

    private final Deque<Long> last = new ArrayDeque<>();
    private int all;
    private boolean tookWell;

    void moved(Node node, TransitionReport report) {
        if (report.to() == State.ACTIVE) {
            tookWell = !knowsFault(node);
        } else if (report.from() == State.ACTIVE) {
            all += report.cause() == Cause.FAULT || report.cause() == Cause.BETTER_HEARD ? 1 : 0;
            if (report.cause() == Cause.FAULT && tookWell && knowsFault(node)) {
                last.add(node.localNanos());
            }
            if (last.size() > LOSSES) {
                last.removeFirst();
            }
        }
    }

    private static boolean knowsFault(Node node) {
        return node.agent().stream().anyMatch(Agent::knowsFault);
    }

    /** Whether it has lost the role three times within a minute, and so late that it may not preempt. */
    boolean forbidPreemption(long nowNanos) {
        return last.size() == LOSSES
                && last.getLast() - last.getFirst() <= WINDOW_NANOS
                && nowNanos - last.getLast() < HOLD_NANOS_MIN;
    }

    /** For how long it may be held back when all is well with it: 10 s, doubled with each loss after the third, to 5 minutes. */
    long holdNanosMax() {
        return all < LOSSES ? 0 : Math.min(300, 10L << Math.min(all - LOSSES, 5)) * SECOND_NANOS;
    }
}
