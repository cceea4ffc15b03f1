package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkersTest {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Workers workers =
            new Workers(Clock.MACHINE, (worker, failure) -> told.add(worker + ": " + failure.getMessage()));
    private final CountDownLatch over = new CountDownLatch(1);

    @Test
    void whatThrowsIsToldOfAndStartsAgain() {
        var lives = new AtomicInteger();
        var worker = workers.start("watcher", () -> {
            if (lives.incrementAndGet() < 3) {
                throw new IllegalStateException("life " + lives);
            }
            over.await();
        });

        await().until(() -> lives.get() == 3);
        assertThat(told).containsExactly("watcher: life 1", "watcher: life 2");
        worker.close();
        assertThat(lives).hasValue(3);
    }

    @Test
    void anErrorIsAFailureLikeAnother() {
        var lives = new AtomicInteger();
        try (var _ = workers.start("watcher", () -> {
            if (lives.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("a class");
            }
            over.await();
        })) {
            await().until(() -> lives.get() == 2);
            assertThat(told).containsExactly("watcher: a class");
        }
    }

    @Test
    void thatNoThreadCanBeStartedIsNoFailureOfWhoeverHandsATaskOver() {
        var done = new AtomicInteger();

        boolean taken = workers.execute(
                _ -> {
                    throw new OutOfMemoryError("unable to create native thread");
                },
                "notifier",
                done::incrementAndGet);
        assertThat(taken).isFalse();
        assertThat(told).containsExactly("notifier: unable to create native thread");

        assertThat(workers.execute(Runnable::run, "notifier", done::incrementAndGet))
                .isTrue();
        assertThat(done).hasValue(1);
    }

    @Test
    void theAftermathComesBeforeTheNextLifeWhateverBecomesOfIt() {
        var story = new CopyOnWriteArrayList<String>();
        try (var _ = workers.start(
                "watcher",
                () -> {
                    story.add("life");
                    if (story.size() > 1) {
                        over.await();
                    }
                    throw new IllegalStateException("it broke");
                },
                failure -> {
                    story.add("aftermath of " + failure.getMessage());
                    throw new IllegalStateException("that too");
                })) {
            await().untilAsserted(() -> assertThat(story).containsExactly("life", "aftermath of it broke", "life"));
            assertThat(told).containsExactly("watcher: it broke", "watcher: that too");
        }
    }

    @Test
    void aListenerThatThrowsIsNotTheEndOfTheWorker() {
        var deaf = new Workers(Clock.MACHINE, (worker, failure) -> {
            throw new IllegalStateException("deaf");
        });
        var lives = new AtomicInteger();
        try (var _ = deaf.start("watcher", () -> {
            if (lives.incrementAndGet() == 1) {
                throw new IllegalStateException("it broke");
            }
            over.await();
        })) {
            await().until(() -> lives.get() == 2);
        }
    }

    @Test
    void whoWaitsToStartAgainHasOnceMoreToFinish() throws InterruptedException {
        var lives = new AtomicInteger();
        var worker = workers.start("writer", () -> {
            lives.incrementAndGet();
            throw new IllegalStateException("it broke");
        });
        await().until(() -> lives.get() > 3);

        worker.awaitEnd();
        int last = lives.get();
        assertThat(told).hasSize(last);
    }

    @Test
    void aTaskThatThrowsIsToldOfAndHarmsNoOther() {
        workers.guarded("journal", () -> {
                    throw new IllegalStateException("unwritable");
                })
                .run();

        assertThat(told).containsExactly("journal: unwritable");
    }
}
