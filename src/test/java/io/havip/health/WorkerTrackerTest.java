package io.havip.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.testing.TestWorkers;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class WorkerTrackerTest {
    private final RecordedVerdicts verdicts = new RecordedVerdicts();
    private final RecordedChecks checks = new RecordedChecks();
    private final AtomicReference<Supplier<Optional<String>>> world = new AtomicReference<>(Optional::empty);

    @Test
    void aTrackerThatThrowsIsUnhealthyUntilItRunsAgain() {
        try (var _ = started()) {
            await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(true));

            world.set(() -> {
                throw new IllegalStateException("the table is garbled");
            });
            await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(true, false));
            assertThat(verdicts.last().reason()).contains("the tracker itself has failed", "the table is garbled");

            world.set(Optional::empty);
            await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(true, false, true));
        }
    }

    @Test
    void theReasonIsTheLatestOne() {
        try (var _ = started()) {
            for (var lack : new String[] {"eth1 is missing", "the route is refused"}) {
                world.set(() -> Optional.of(lack));
                await().until(() -> verdicts.reasons().contains(lack));
            }
            assertThat(verdicts.last().healthy()).isFalse();
        }
    }

    @Test
    void theSameIsSaidOnce() {
        try (var _ = started()) {
            await().until(() -> checks.succeeded() > 2);
            assertThat(verdicts.reasons()).containsExactly("everything is there");
        }
    }

    private Tracker started() {
        var tracker = new PresenceTracker("static uplink", () -> world.get().get(), TestWorkers.make());
        tracker.start(verdicts, checks);
        return tracker;
    }
}
