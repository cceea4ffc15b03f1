package io.havip.gateway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.gateway.host.Deadlines;
import io.havip.linux.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a loop begins with what is to be done. */
class ChoresTest {
    private static final long MILLI = 1_000_000L;

    private final Deadlines deadlines = new Deadlines();
    private final Chores chores = new Chores(deadlines);
    private final List<String> done = new ArrayList<>();
    private long nowNanos;

    private final Clock clock = new Clock() {
        @Override
        public long nanos() {
            return nowNanos;
        }

        @Override
        public long epochMillis() {
            return 0;
        }
    };

    private void add(String name) {
        chores.add(_ -> done.add(name), nowNanos);
    }

    /** Wakes up so much too late each time, until something has been done. */
    private void cycleUntilDone(long lateNanos) {
        while (done.isEmpty()) {
            nowNanos = Math.max(nowNanos, deadlines.nextNanos()) + lateNanos;
            cycle();
        }
    }

    private void cycle() {
        deadlines.reach(nowNanos, clock);
        chores.work(nowNanos);
    }

    @Test
    void theFirstWaitsUntilTheLoopHasKeptTimeForAWhile() {
        add("start");
        cycle();
        assertThat(chores.due()).isFalse();

        cycleUntilDone(MILLI / 10);

        assertThat(done).containsExactly("start");
        assertThat(nowNanos).isBetween(5 * MILLI, 6 * MILLI);
    }

    @Test
    void aLoopThatIsLateBeginsItsWaitAnew() {
        add("start");
        for (int step = 0; step < 4; step++) {
            nowNanos = deadlines.nextNanos();
            cycle();
        }
        nowNanos = deadlines.nextNanos() + 5 * MILLI;
        cycle();
        assertThat(done).isEmpty();

        cycleUntilDone(0);

        assertThat(nowNanos).isEqualTo(15 * MILLI);
    }

    @Test
    void aMachineThatNeverLetsItKeepTimeHasItsRoutersAllTheSame() {
        add("start");

        cycleUntilDone(3 * MILLI);

        assertThat(nowNanos).isBetween(Chores.PATIENCE_NANOS, Chores.PATIENCE_NANOS + 5 * MILLI);
    }

    @Test
    void whatIsAddedLaterIsDoneInTheNextCycle() {
        add("start");
        cycleUntilDone(0);

        add("change");
        assertThat(chores.due()).isTrue();
        cycle();

        assertThat(done).containsExactly("start", "change");
    }

    @Test
    void oneIsDoneInEachCycle() {
        add("first");
        add("second");
        add("third");
        cycleUntilDone(0);
        assertThat(done).containsExactly("first");

        cycle();
        assertThat(done).containsExactly("first", "second");

        chores.clear();
        cycle();
        assertThat(chores.due()).isFalse();
        assertThat(done).containsExactly("first", "second");
    }
}
