package io.havip.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.MDC;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class LogQueueTest {
    private static final int MANY = 5_000;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> written = new CopyOnWriteArrayList<>();
    private final CountDownLatch read = new CountDownLatch(1);

    private LogQueue queue(Consumer<LogRecord> target) {
        return new LogQueue(List.of(new Target(target)), registry);
    }

    private double dropped() {
        return registry.get("havip.log.lines.dropped").counter().count();
    }

    @Test
    void linesAreWrittenInTheirOrderWithWhatTheirThreadHasSet() {
        var queue =
                queue(record -> written.add(record.getMessage() + " " + ((ExtLogRecord) record).getMdc("instance")));

        MDC.put("instance", "web");
        queue.publish(new LogRecord(Level.INFO, "one"));
        MDC.put("instance", "mail");
        queue.publish(new LogRecord(Level.INFO, "two"));
        MDC.remove("instance");
        queue.close();

        assertThat(written).containsExactly("one web", "two mail");
    }

    @Test
    void aLogThatNobodyReadsCostsLinesAndNobodysTime() {
        var queue = queue(record -> {
            awaitReader();
            written.add(record.getMessage());
        });

        for (int i = 0; i < MANY; i++) {
            queue.publish(new LogRecord(Level.INFO, "line " + i));
        }
        assertThat(dropped()).isPositive();

        read.countDown();
        await().until(() -> written.size() == MANY - dropped());
        assertThat(written.getFirst()).isEqualTo("line 0");
        queue.publish(new LogRecord(Level.INFO, "last"));
        await().until(() -> written.getLast().equals("last"));
    }

    @Test
    void theEndDoesNotWaitForTheReader() {
        var queue = queue(_ -> awaitReader());
        queue.publish(new LogRecord(Level.INFO, "line"));

        queue.close();

        assertThat(read.getCount()).isEqualTo(1);
        read.countDown();
    }

    @Test
    void aLineThatCanNotBeWrittenKeepsTheNextFromNothing() {
        var queue = queue(record -> {
            if (record.getMessage().equals("bad")) {
                throw new IllegalArgumentException(record.getMessage());
            }
            written.add(record.getMessage());
        });

        queue.publish(new LogRecord(Level.INFO, "bad"));
        queue.publish(new LogRecord(Level.INFO, "good"));

        await().until(() -> written.equals(List.of("good")));
        assertThat(dropped()).isEqualTo(1);
    }

    private void awaitReader() {
        try {
            read.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Target extends Handler {
        private final Consumer<LogRecord> write;

        private Target(Consumer<LogRecord> write) {
            this.write = write;
        }

        @Override
        public void publish(LogRecord record) {
            write.accept(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
