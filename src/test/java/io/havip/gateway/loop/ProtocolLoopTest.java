package io.havip.gateway.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.havip.gateway.host.Host;
import io.havip.linux.Clock;
import io.havip.observe.Meters;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What others read of the loop. */
class ProtocolLoopTest {
    private final Meters meters = new Meters(Clock.MACHINE, false);
    private final Mailbox mailbox = new Mailbox(meters.loop(), () -> {});

    private ProtocolLoop loop(Runnable notifications) {
        var host = (Host) Proxy.newProxyInstance(
                Host.class.getClassLoader(), new Class<?>[] {Host.class}, (_, method, _) -> switch (method.getName()) {
                    case "nanos", "epochMillis" -> 0L;
                    case "notifications" -> {
                        notifications.run();
                        yield null;
                    }
                    default -> null;
                });
        return new ProtocolLoop(host, mailbox, meters, () -> {});
    }

    @Test
    void whatACycleMayHaveChangedMeanwhileIsReadAgain() {
        var loop = loop(() -> {});
        var readings = new AtomicInteger();

        int read = loop.betweenCycles(() -> {
            if (readings.incrementAndGet() == 1) {
                loop.cycle();
            }
            return readings.get();
        });

        assertThat(read).isEqualTo(2);
    }

    @Test
    void whoIsToldToStopKnowsItBeforeItTakesInAnythingElse() {
        var unread = new ArrayList<Boolean>();
        var loop = loop(() -> unread.add(mailbox.takeStop()));
        mailbox.stop();
        mailbox.stop();

        assertThat(loop.cycle()).as("twice: there is no next cycle").isFalse();
        assertThat(unread).containsExactly(false);
    }

    @Test
    void aLoopThatHasDiedWithinACycleIsNotWaitedFor() {
        var loop = loop(() -> {
            throw new IllegalStateException("dead");
        });
        assertThatThrownBy(loop::cycle).hasMessage("dead");

        assertThat(loop.betweenCycles(() -> "what was last known")).isEqualTo("what was last known");
    }
}
