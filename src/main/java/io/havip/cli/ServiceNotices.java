package io.havip.cli;

import io.havip.config.GatewayConfig;
import io.havip.linux.NotifySocket;
import io.havip.linux.Workers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What systemd is told of this service ({@code Type=notify}, {@code sd_notify(3)}): that it takes part, that it ends, and
 * that it lives. Where systemd does not ask for it, nothing happens.
 */
final class ServiceNotices implements AutoCloseable {
    private static final String THREAD = "watchdog";
    private static final String SOCKET = "NOTIFY_SOCKET";
    private static final String WATCHDOG = "WATCHDOG_USEC";
    private static final long INTERVALS = 10;
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Asked for beyond the limit: before a stop, and after it until the loop has run again, one sign each may be missing. */
    private static final long SIGNS_MISSING_MAX = 2;
    /** What a start takes besides the delay that is configured. */
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Optional<NotifySocket> socket;
    private final long limitNanos;
    private final long periodNanos;
    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name(THREAD).daemon().factory());
    private final Workers workers;

    /** @param environment the process's own */
    ServiceNotices(Map<String, String> environment, Workers workers) {
        this(environment, workers, PERIOD_NANOS);
    }

    /** @param periodNanos from one sign of life to the next */
    ServiceNotices(Map<String, String> environment, Workers workers, long periodNanos) {
        this.workers = workers;
        this.socket = Optional.ofNullable(environment.get(SOCKET)).map(NotifySocket::new);
        this.limitNanos = TimeUnit.MICROSECONDS.toNanos(Long.parseLong(environment.getOrDefault(WATCHDOG, "0")));
        this.periodNanos = periodNanos;
    }

    /** As long as the others wait before they take over, ten times: a watchdog shall not be quicker than the protocol. */
    static long patienceNanos(GatewayConfig config) {
        return config.instances().stream()
                .mapToLong(instance -> INTERVALS * instance.router().activeDownIntervalNanos())
                .max()
                .orElse(0);
    }

    /** The routers take part only after so long: systemd shall not lose patience. */
    void startsIn(long nanos) {
        tell("EXTEND_TIMEOUT_USEC=" + TimeUnit.NANOSECONDS.toMicros(nanos + START_NANOS));
    }

    /**
     * The routers take part. From now on systemd hears that this process lives, as long as it does, and kills it when it
     * has stood still for the unit's WatchdogSec, or for longer where that is asked for here.
     *
     * @param alive asked by another thread than the loop's
     * @param patienceNanos how long the process may stand still at least
     */
    void ready(BooleanSupplier alive, LongSupplier patienceNanos) {
        tell("READY=1");
        if (limitNanos > 0) {
            watchdog.scheduleWithFixedDelay(
                    workers.guarded(THREAD, () -> signOfLife(alive, patienceNanos)),
                    0,
                    periodNanos,
                    TimeUnit.NANOSECONDS);
        }
    }

    private void signOfLife(BooleanSupplier alive, LongSupplier patienceNanos) {
        if (alive.getAsBoolean()) {
            long silenceNanos = Math.max(limitNanos, patienceNanos.getAsLong()) + SIGNS_MISSING_MAX * periodNanos;
            long micros = TimeUnit.NANOSECONDS.toMicros(silenceNanos);
            tell("WATCHDOG_USEC=" + micros + "\nWATCHDOG=1");
        }
    }

    /** A notice that is lost is no harm: the next sign of life comes soon, and all others concern a start that takes too long. */
    private synchronized void tell(String notice) {
        socket.ifPresent(open -> open.send(notice));
    }

    /** The process ends by itself. */
    @Override
    public void close() {
        watchdog.shutdownNow();
        tell("STOPPING=1");
        socket.ifPresent(NotifySocket::close);
    }
}
