package io.havip.gateway.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.havip.gateway.host.Host;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.health.Verdict;
import io.havip.linux.Clock;
import io.havip.linux.KernelNetwork;
import io.havip.linux.NetlinkEvent;
import io.havip.observe.Meters;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the loop does in one cycle, and what others read of it. */
class ProtocolLoopTest {
    private static final Verdict DOWN = new Verdict("haproxy", false, "no answer", 0);

    private static final long WAIT_NANOS_MAX = 1_000_000L;

    private final Meters meters = new Meters(Clock.MACHINE, false);
    private final Mailbox mailbox = new Mailbox(meters.loop(), () -> {});
    private final AtomicInteger readings = new AtomicInteger();
    private long nowNanos;

    private ProtocolLoop loop(Runnable notifications) {
        return loop(_ -> notifications.run());
    }

    /** @param notifications gives the loop what the kernel tells */
    @SuppressWarnings("unchecked")
    private ProtocolLoop loop(Consumer<Consumer<NetlinkEvent>> notifications) {
        var kernel = answering(KernelNetwork.class, (method, _) -> switch (method) {
            case "links" -> {
                readings.incrementAndGet();
                yield List.of();
            }
            case "addresses" -> List.of();
            case "memberships" -> Optional.empty();
            default -> null;
        });
        var host = answering(Host.class, (method, arguments) -> switch (method) {
            case "nanos" -> nowNanos;
            case "epochMillis" -> 0L;
            case "await" -> {
                nowNanos = Math.min((long) arguments[0], nowNanos + WAIT_NANOS_MAX);
                yield null;
            }
            case "network" -> kernel;
            case "notifications" -> {
                notifications.accept((Consumer<NetlinkEvent>) arguments[0]);
                yield null;
            }
            default -> null;
        });
        return new ProtocolLoop(host, mailbox, meters, () -> {});
    }

    private static <T> T answering(Class<T> type, BiFunction<String, Object[], @Nullable Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (_, method, arguments) -> answers.apply(method.getName(), arguments)));
    }

    @Test
    void whatThereIsIsReadAnewAtOnceWhereNotificationsWereLost() {
        var told = new ArrayDeque<NetlinkEvent>(List.of(new NetlinkEvent.Overrun()));
        var loop = loop(reader -> {
            while (!told.isEmpty()) {
                reader.accept(told.remove());
            }
        });

        loop.cycle();
        loop.cycle();

        assertThat(readings).hasValue(1);
    }

    @Test
    void whatACycleChangesIsToldOnceItIsOver() {
        var loop = loop(() -> {});
        var meanwhile = new ArrayList<List<Verdict>>();
        Runnable reconfigure = () -> mailbox.put(new Mail.Reconfigure(loop.virtualRouters(meters)
                .change(
                        List.of(),
                        InterfaceSettings.NONE,
                        () -> meanwhile.add(loop.moment().verdicts()))));
        reconfigure.run();
        while (meanwhile.isEmpty()) {
            loop.cycle();
        }
        mailbox.put(new Mail.VerdictReached(DOWN));
        reconfigure.run();

        loop.cycle();

        assertThat(meanwhile).containsExactly(List.of(), List.of());
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
