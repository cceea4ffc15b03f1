package io.havip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.observe.journal.Journal;
import io.havip.observe.journal.JournalSettings;
import io.havip.testing.TestWorkers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class SupervisedHaproxyTest {
    private final List<String> logged = new CopyOnWriteArrayList<>();

    private final Handler log = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getMessage().startsWith("haproxy: [")) {
                logged.add(line.getLevel() + " " + line.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @Test
    void whatItSaysIsLoggedAsBadAsItSays() throws InterruptedException {
        var logger = Logger.getLogger("io.havip");
        logger.addHandler(log);
        try (var journal = new Journal("gw1", JournalSettings.MEMORY, TestWorkers.make(), new SimpleMeterRegistry())) {
            SupervisedHaproxy.log("[NOTICE]   (7) : New worker (8) forked", journal);
            SupervisedHaproxy.log("[WARNING]  (7) : Former worker (6) exited with code 0 (Exit)", journal);
            SupervisedHaproxy.log("[ALERT]    (7) : config : Parsing errors in haproxy.cfg", journal);
        } finally {
            logger.removeHandler(log);
        }

        assertThat(logged)
                .containsExactly(
                        "INFO haproxy: [NOTICE]   (7) : New worker (8) forked",
                        "WARN haproxy: [WARNING]  (7) : Former worker (6) exited with code 0 (Exit)",
                        "ERROR haproxy: [ALERT]    (7) : config : Parsing errors in haproxy.cfg");
    }
}
