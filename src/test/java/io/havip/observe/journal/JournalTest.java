package io.havip.observe.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.linux.Clock;
import io.havip.observe.InstanceStatus;
import io.havip.observe.Known;
import io.havip.observe.Meters;
import io.havip.observe.TransitionReport;
import io.havip.observe.VirtualRouterMeters;
import io.havip.testing.TestWorkers;
import io.havip.vrrp.Action;
import io.havip.vrrp.Cause;
import io.havip.vrrp.Family;
import io.havip.vrrp.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it keeps the log of all from going on")
class JournalTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** A log that takes its first line only when it is let. */
    private static class StuckLog extends Handler {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public void publish(LogRecord line) {
            reached.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void aRehearsalIsToldToNobody() throws InterruptedException {
        var takeover = Entries.takeover();
        var router =
                new Meters(Clock.MACHINE, false).virtualRouter(takeover.router(), () -> InstanceStatus.initial(100, 0));
        try (var journal = new Journal("gw1", JournalSettings.MEMORY, TestWorkers.make(), registry)) {
            journal.rehearse(takeover);
            journal.transition(router, takeover.report());
            await().until(() -> !journal.after(0).isEmpty());

            assertThat(journal.after(0))
                    .singleElement()
                    .satisfies(
                            line -> assertThat(line.json().getString("cause")).isEqualTo("active_down"));
        }
        assertThat(router.report(InstanceStatus.initial(100, 0)).lastTransition())
                .contains(takeover.report());
    }

    private double dropped() {
        return registry.get("havip.journal.entries.dropped").counter().count();
    }

    @Test
    void whatComesFasterThanItIsWrittenDownIsCountedAndHoldsUpNobody() throws InterruptedException {
        var stuck = new StuckLog();
        var log = Logger.getLogger("io.havip");
        log.addHandler(stuck);
        var journal = new Journal("gw1", JournalSettings.MEMORY, TestWorkers.make(), registry);
        try {
            journal.warn("one that is being written");
            await().until(() -> stuck.reached.getCount() == 0);
            for (int entry = 0; entry < Journal.ENTRIES_MAX; entry++) {
                journal.warn("one that waits");
            }
            assertThat(dropped()).isZero();

            journal.warn("one too many");
            assertThat(dropped()).isEqualTo(1);

            var router = router();
            journal.transition(router, takeover());
            assertThat(router.report(InstanceStatus.initial(100, 0)).lastTransition())
                    .as("counted all the same")
                    .isPresent();
            assertThat(dropped()).isEqualTo(2);
        } finally {
            log.removeHandler(stuck);
            stuck.released.countDown();
            journal.close();
        }
    }

    @Test
    void trafficThatFollowsIsALineOfItsOwn() throws InterruptedException {
        var lines = new CopyOnWriteArrayList<String>();
        var written = new StuckLog() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }
        };
        var log = Logger.getLogger("io.havip");
        log.addHandler(written);
        try (var journal = new Journal("gw1", JournalSettings.MEMORY, TestWorkers.make(), registry)) {
            var takeover = takeover();
            journal.transition(router(), takeover);
            journal.firstTraffic(router(), takeover, InetAddress.ofLiteral("fd00:77::100"), 1_934_000);
        } finally {
            log.removeHandler(written);
        }

        assertThat(lines)
                .containsExactly(
                        "web: BACKUP -> ACTIVE, active_down: no active router was heard; priority 100, 361.000 ms"
                                + " (detection 361.000 ms), entry 1",
                        "web: traffic for fd00:77::100 arrives 1.934 ms after the decision");
    }

    private static VirtualRouterMeters router() {
        return new Meters(Clock.MACHINE, false)
                .virtualRouter(
                        new InstanceStatus.Identity("web", 51, "eth0", Family.IPV4, 100, 0, List.of(), List.of()),
                        () -> InstanceStatus.initial(100, 0));
    }

    private static TransitionReport takeover() {
        return new TransitionReport(
                "web",
                new Action.Transition(State.BACKUP, State.ACTIVE, Cause.ACTIVE_DOWN, 0),
                "no active router was heard",
                0,
                Map.of(TransitionReport.Phase.DETECTION, 361_000_000L),
                OptionalLong.empty(),
                Known.nothing());
    }
}
