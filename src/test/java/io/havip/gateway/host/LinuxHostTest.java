package io.havip.gateway.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.announce.Announcements;
import io.havip.announce.Traffic;
import io.havip.cloud.Ownership;
import io.havip.observe.journal.Reporter;
import io.havip.programs.Notifier;
import io.havip.testing.TestWorkers;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How this machine waits. */
class LinuxHostTest {
    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final List<Long> warmUps = new ArrayList<>();

    private final LinuxHost host = new LinuxHost(
            nobody(Announcements.class),
            nobody(Traffic.class),
            Ownership.NONE,
            new Notifier(_ -> {}, () -> {}, TestWorkers.make()),
            nobody(Reporter.class),
            warmUps::add,
            () -> {});

    private static <T> T nobody(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, _, _) -> null));
    }

    @AfterEach
    void close() {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWaitEndsWhenItsTimeHasCome(boolean punctually) {
        long deadlineNanos = host.nanos() + SOON_NANOS;

        host.await(deadlineNanos, punctually);

        assertThat(host.nanos()).isGreaterThanOrEqualTo(deadlineNanos);
    }

    @Test
    void whatIsAwaitedPunctuallyIsWarmedUpFor() {
        awaitAll(host.nanos() + SOON_NANOS, false);
        assertThat(warmUps).isEmpty();

        // On a busy machine a wait may end too late for that.
        await().untilAsserted(() -> {
            long deadlineNanos = host.nanos() + SOON_NANOS;
            awaitAll(deadlineNanos, true);

            assertThat(warmUps)
                    .singleElement()
                    .satisfies(until -> assertThat(until).isBetween(deadlineNanos - SOON_NANOS, deadlineNanos));
        });
    }

    @Test
    void nothingIsWarmedUpForWhatHasBeenPutOff() {
        host.await(host.nanos() + TimeUnit.HOURS.toNanos(1), wake());
        host.await(host.nanos() + SOON_NANOS, wake());

        host.await(host.nanos() + TimeUnit.HOURS.toNanos(1), true);

        assertThat(warmUps).isEmpty();
    }

    /** Whatever happens to this machine's interfaces meanwhile. */
    private void awaitAll(long deadlineNanos, boolean punctually) {
        while (host.nanos() < deadlineNanos) {
            host.notifications(_ -> {});
            host.await(deadlineNanos, punctually);
        }
    }

    /** Punctually, and at once. */
    private boolean wake() {
        host.wake();
        return true;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTimeThatHasPassedIsNotWaitedFor(boolean punctually) {
        host.await(host.nanos() - SOON_NANOS, punctually);
        host.await(host.nanos() - SOON_NANOS, punctually);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoeverWakesItEndsTheWait(boolean punctually) {
        host.wake();

        host.await(host.nanos() + TimeUnit.HOURS.toNanos(1), punctually);
    }
}
