package io.havip.gateway.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.havip.gateway.host.Host;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.health.Verdict;
import io.havip.linux.Clock;
import io.havip.observe.Meters;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What others read of the loop. */
class ProtocolLoopTest {
    private static final Verdict DOWN = new Verdict("haproxy", false, "no answer", 0);

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
    void whatACycleChangesIsToldOnceItIsOver() {
        var loop = loop(() -> {});
        var meanwhile = new ArrayList<List<Verdict>>();
        mailbox.put(new Mail.VerdictReached(DOWN));
        mailbox.put(new Mail.Reconfigure(loop.virtualRouters(meters)
                .change(
                        List.of(),
                        InterfaceSettings.NONE,
                        () -> meanwhile.add(loop.moment().verdicts()))));

        loop.cycle();

        assertThat(meanwhile).containsExactly(List.of());
        assertThat(loop.moment().verdicts()).containsExactly(DOWN);
    }

    @Test
    void aCycleThatChangesNothingHasNothingToTell() {
        var loop = loop(() -> {});
        var before = loop.moment();

        loop.cycle();

        assertThat(loop.moment()).isSameAs(before);
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
    void ofALoopThatHasDiedWithinACycleIsToldWhatWasBefore() {
        var dead = new AtomicBoolean();
        var loop = loop(() -> {
            if (dead.get()) {
                throw new IllegalStateException("dead");
            }
        });
        mailbox.put(new Mail.VerdictReached(DOWN));
        loop.cycle();
        dead.set(true);
        mailbox.put(new Mail.TrackerEnded(DOWN.tracker()));

        assertThatThrownBy(loop::cycle).hasMessage("dead");

        assertThat(loop.moment().verdicts()).containsExactly(DOWN);
    }
}
