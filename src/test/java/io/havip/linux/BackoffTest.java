package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void doublesWithEveryShortLifeUpToItsBound() {
        var waits = Stream.iterate(Backoff.INITIAL, backoff -> backoff.next(0))
                .limit(9)
                .map(backoff -> TimeUnit.NANOSECONDS.toMillis(backoff.delayNanos()));
        assertThat(waits).containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 10_000L, 10_000L);
    }

    @Test
    void aLongLifeStartsItAnew() {
        var grown = Backoff.INITIAL.next(0).next(0);
        assertThat(grown.next(Backoff.STABLE_NANOS - 1).delayNanos()).isGreaterThan(grown.delayNanos());
        assertThat(grown.next(Backoff.STABLE_NANOS)).isEqualTo(Backoff.INITIAL);
    }
}
