package io.havip.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.testing.TestWorkers;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;

/** With one that means nothing to the Java machine, nor to this process. */
class SignalsTest {
    private static final Signal URGENT = new Signal("URG");

    @Test
    void aStormIsOneMoreRun() {
        var begun = new AtomicInteger();
        var goOn = new Semaphore(0);
        try (var signals = new Signals(TestWorkers.make())) {
            signals.on(URGENT.getName(), () -> {
                begun.incrementAndGet();
                goOn.acquireUninterruptibly();
            });
            Signal.raise(URGENT);
            await().until(() -> begun.get() == 1);

            var handler = Signal.handle(URGENT, _ -> {});
            for (int i = 0; i < 1_000; i++) {
                handler.handle(URGENT);
            }
            goOn.release();
            await().until(() -> begun.get() == 2);
            goOn.release();

            handler.handle(URGENT);
            await().until(() -> begun.get() == 3);
            goOn.release();
        }
        assertThat(begun).hasValue(3);
    }
}
