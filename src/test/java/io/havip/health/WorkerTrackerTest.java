package io.havip.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.havip.linux.Clock;
import io.havip.linux.ErrnoException;
import io.havip.linux.Workers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class WorkerTrackerTest {
    private final RecordedVerdicts verdicts = new RecordedVerdicts();
    private final RecordedChecks checks = new RecordedChecks();
    private final List<String> troubles = new CopyOnWriteArrayList<>();
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
    void aTrackerWhoseThreadIsRefusedIsUnhealthy() {
        var workers = new Workers(Clock.MACHINE, (worker, failure) -> {}, _ -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        var tracker = new PresenceTracker("static uplink", Optional::empty, workers);

        assertThatExceptionOfType(ErrnoException.class).isThrownBy(() -> tracker.start(verdicts, checks));

        assertThat(verdicts.last().healthy()).isFalse();
        assertThat(verdicts.last().reason()).contains("the tracker itself can't be started");
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

    @Test
    void aTrackerThatHangsIsUnhealthyUntilItGetsOn() {
        var stuck = new Semaphore(0);
        try (var tracker = started()) {
            await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(true));
            hangOn(stuck);

            review(tracker, 10);
            assertThat(verdicts.healths()).as("a busy machine").containsExactly(true);
            review(tracker, 10);
            assertThat(verdicts.healths()).containsExactly(true, false);
            assertThat(verdicts.last().reason()).contains("no check has ended for 10 s");
            assertThat(troubles).as("told once").containsExactly("static-uplink: hangs");

            world.set(Optional::empty);
            stuck.release();
            await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(true, false, true));
        }
    }

    @Test
    void aTrackerThatGetsOnIsLeftAlone() {
        try (var tracker = started()) {
            for (int second = 0; second < 12; second++) {
                int before = checks.succeeded();
                await().until(() -> checks.succeeded() > before);
                tracker.review();
            }
            assertThat(verdicts.healths()).containsExactly(true);
        }
    }

    @Test
    void aTrackerThatHangsKeepsNothingFromEnding() {
        var stuck = new Semaphore(0);
        var tracker = started();
        await().untilAsserted(() -> assertThat(verdicts.healths()).containsExactly(true));
        hangOn(stuck);

        tracker.close();

        assertThat(troubles).containsExactly("static-uplink: hangs");
        stuck.release();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("static-uplink")));
        assertThat(verdicts.healths()).containsExactly(true);
        assertThat(checks.failed()).as("told after its end").isZero();
    }

    /** Deaf to an interrupt, as a thread in a system call may be. */
    private void hangOn(Semaphore stuck) {
        world.set(() -> {
            stuck.acquireUninterruptibly();
            return Optional.of("it was looked for in vain");
        });
        await().until(stuck::hasQueuedThreads);
    }

    private static void review(Tracker tracker, int seconds) {
        for (int second = 0; second < seconds; second++) {
            tracker.review();
        }
    }

    private Tracker started() {
        var workers =
                new Workers(Clock.MACHINE, (worker, failure) -> troubles.add(worker + ": " + failure.getMessage()));
        var tracker = new PresenceTracker("static uplink", () -> world.get().get(), workers);
        tracker.start(verdicts, checks);
        return tracker;
    }
}
