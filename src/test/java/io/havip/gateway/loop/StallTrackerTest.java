package io.havip.gateway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.linux.Clock;
import io.havip.observe.Meters;
import io.havip.observe.journal.Entry;
import io.havip.testing.QuietReporter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StallTrackerTest {
    private static final long MILLI = 1_000_000L;

    private final List<Entry> told = new ArrayList<>();
    private final StallTracker stalls = new StallTracker(new Meters(Clock.MACHINE, false).loop(), new Told());
    private long nowNanos;

    private final class Told extends QuietReporter {
        @Override
        public void record(Entry entry) {
            told.add(entry);
        }
    }

    private void wakeLate(long millis) {
        stalls.waitsUntil(nowNanos);
        nowNanos += millis * MILLI;
        stalls.wokeAt(nowNanos);
    }

    private static Entry stall(long millis, int count) {
        return new Entry.Stall(millis * MILLI, count);
    }

    @Test
    void aStarvedLoopIsToldOfNowAndThenAndAtOnceWhereItIsFarWorse() {
        stalls.countStallsFrom(10 * MILLI);
        wakeLate(10);
        assertThat(told).as("no stall").isEmpty();

        wakeLate(20);
        for (int i = 0; i < 100; i++) {
            wakeLate(30);
        }
        assertThat(told).containsExactly(stall(20, 1));

        wakeLate(3_000);
        assertThat(told).containsExactly(stall(20, 1), stall(3_000, 101));

        wakeLate(20);
        nowNanos += 10_000 * MILLI;
        wakeLate(20);
        assertThat(told).hasSize(3).last().isEqualTo(stall(20, 2));
    }

    @Test
    void theLatenessIsThatOfTheLastWakeUp() {
        wakeLate(7);
        assertThat(stalls.latenessNanos()).isEqualTo(7 * MILLI);

        stalls.waitsUntil(nowNanos + 5);
        stalls.wokeAt(nowNanos);
        assertThat(stalls.latenessNanos())
                .as("something came before the deadline")
                .isZero();
    }
}
