package io.havip.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JoinedRunsTest {
    private final AtomicInteger begun = new AtomicInteger();
    private final Semaphore goOn = new Semaphore(0);
    private final JoinedRuns<Integer> runs = new JoinedRuns<>(() -> {
        int number = begun.incrementAndGet();
        goOn.acquireUninterruptibly();
        return number;
    });

    @Test
    void whoAsksWhileOneGoesOnSharesTheNext() throws InterruptedException, ExecutionException {
        try (var threads = Executors.newCachedThreadPool()) {
            var first = threads.submit(runs::run);
            await().until(() -> begun.get() == 1);
            var others = new ArrayList<Future<Integer>>();
            var asking = new AtomicInteger();
            for (int i = 0; i < 20; i++) {
                others.add(threads.submit(() -> {
                    asking.incrementAndGet();
                    return runs.run();
                }));
            }
            await().until(() -> asking.get() == 20);
            assertThat(begun).hasValue(1);

            goOn.release(20);

            assertThat(first.get()).isEqualTo(1);
            for (var other : others) {
                assertThat(other.get()).isGreaterThan(1);
            }
            assertThat(begun.get()).as("but for who was slow to ask").isLessThan(20);
        }
    }

    @Test
    void oneThatFailsIsNotTheLast() throws InterruptedException {
        var failing = new AtomicInteger(1);
        var runs = new JoinedRuns<>(() -> {
            if (failing.getAndDecrement() > 0) {
                throw new IllegalArgumentException("no");
            }
            return "done";
        });

        assertThatThrownBy(runs::run).hasRootCauseMessage("no");

        assertThat(runs.run()).isEqualTo("done");
    }
}
