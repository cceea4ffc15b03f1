package io.havip.haproxy;

import io.havip.haproxy.CheckResult.Missed;
import io.havip.haproxy.CheckResult.Passed;
import io.havip.haproxy.CheckResult.Refused;
import io.havip.haproxy.HaproxySettings.HaproxyProcess.Attached;
import io.havip.health.RiseFall;
import io.havip.health.Verdict;
import io.havip.health.WorkerTracker;
import io.havip.linux.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says whether HAProxy works.
 *
 * <p>One thread checks at the interval: the runtime socket, then the probe of HAProxy's own listener; misses are counted
 * ({@code rise}, {@code fall}). The end of the worker or of the connection to the runtime socket makes it check at once:
 * if another worker answers, HAProxy was reloaded and nothing is said; if nobody is there, HAProxy has failed, and no miss
 * is counted. The end of a master needs no attention of its own, because its workers end with it.
 *
 * <p>A process whose end was reported cannot pass for healthy afterwards, whatever the thread was doing: reports are
 * queued, and a check follows them.
 *
 * <p>A probe that is not answered is no miss while HAProxy says that clients have reached one of its limits:
 * the other gateway's would be as full a moment later.
 */
public final class HaproxyTracker extends WorkerTracker {
    /** Of checks between two regular ones, so that a socket that opens and closes all the time does not keep it busy. */
    private static final int UNSCHEDULED_CHECKS_LIMIT = 5;

    /** Of a new worker until it answers, with a large configuration or on a busy machine. */
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** To the socket, to the listener, and, where that is silent, whether clients have reached a limit. */
    private static final int QUESTIONS = 3;

    private static final long NOBODY = -1;

    private final HaproxySettings settings;
    private final ProcessWatch processWatch;
    private final Consumer<Optional<HaproxyInfo>> identity;
    private final Selector selector;
    private final SocketCheck socket;
    private final ProcessCheck processes;
    private final Optional<ListenerProbe> probe;
    private final Queue<Exit> exits = new ConcurrentLinkedQueue<>();

    private RiseFall state;
    private long workerPid = NOBODY;
    private ProcessWatch.Watch watch = () -> {};
    private @Nullable Loss loss;
    private Optional<HaproxyInfo> info = Optional.empty();

    /** Something came to its end; remembered until a check passes. */
    private record Loss(String reason, long atNanos) {}

    private record Exit(long pid, long atNanos) {}

    /**
     * @param identity told, on the tracker's thread, which HAProxy answers, whenever that changes; empty while none does
     */
    public HaproxyTracker(
            String name,
            HaproxySettings settings,
            ProcessWatch processWatch,
            Consumer<Optional<HaproxyInfo>> identity,
            Workers workers) {
        super(name, "tracker-" + name, workers);
        this.settings = settings;
        this.processWatch = processWatch;
        this.identity = identity;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        processes = new ProcessCheck(settings.process());
        socket = new SocketCheck(
                settings.socket().map(List::of).orElse(SocketCheck.USUAL_PATHS),
                this::tracked,
                selector,
                this::lost,
                clock());
        probe = settings.probe().map(probed -> new ListenerProbe(probed, clock()));
        state = RiseFall.unknown(settings.rise(), settings.fall());
    }

    /** Of questions one after the other, each with its time. */
    @Override
    protected long paceNanos() {
        return settings.intervalNanos() + QUESTIONS * settings.timeoutNanos();
    }

    @Override
    protected void watch(Consumer<Verdict> verdicts, CheckListener checks) throws InterruptedException {
        long dueNanos = clock().nanos();
        int unscheduledLeft = UNSCHEDULED_CHECKS_LIMIT;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                long nowNanos = clock().nanos();
                boolean workerExited = takeExits();
                boolean somethingEnded = connectionEnded() || workerExited;
                if (nowNanos >= dueNanos) {
                    judge(nowNanos, verdicts, checks);
                    dueNanos = Math.max(dueNanos + settings.intervalNanos(), clock().nanos());
                    unscheduledLeft = UNSCHEDULED_CHECKS_LIMIT;
                } else if (somethingEnded && unscheduledLeft > 0) {
                    judge(nowNanos, verdicts, checks);
                    unscheduledLeft--;
                } else {
                    selector.select(TimeUnit.NANOSECONDS.toMillis(dueNanos - nowNanos) + 1);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            // Whatever it is that has failed: the next try begins anew.
            socket.disconnect();
            watch.close();
            watch = () -> {};
            workerPid = NOBODY;
            state = RiseFall.unknown(settings.rise(), settings.fall());
        }
    }

    @Override
    protected void ended() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the worker that is followed has ended. */
    private boolean takeExits() {
        boolean exited = false;
        for (var exit = exits.poll(); exit != null; exit = exits.poll()) {
            // Whoever was followed before may end as it likes.
            if (exit.pid() == workerPid) {
                exited = true;
                loss = new Loss("process %d exited".formatted(workerPid), exit.atNanos());
                socket.disconnect();
            }
        }
        return exited;
    }

    private boolean connectionEnded() {
        if (selector.selectedKeys().isEmpty()) {
            return false;
        }
        selector.selectedKeys().clear();
        return socket.hasEnded();
    }

    private void judge(long startedAtNanos, Consumer<Verdict> verdicts, CheckListener checks) {
        var result = check(startedAtNanos + settings.timeoutNanos());
        checks.checked(name(), result instanceof Passed, clock().nanos() - startedAtNanos);
        if (Thread.currentThread().isInterrupted()) {
            // That may be why the check failed.
            return;
        }
        if (result instanceof Passed) {
            loss = null;
        }
        String reason = loss == null ? result.reason() : loss.reason() + "; " + result.reason();
        state = switch (result) {
            case Passed _ -> state.next(true, startedAtNanos);
            case Missed _ when starting(startedAtNanos) -> state;
            case Missed _ -> state.next(false, loss == null ? startedAtNanos : loss.atNanos());
            case Refused _ -> loss == null ? state.next(false, startedAtNanos) : state.failedAtOnce(loss.atNanos());
        };
        if (result instanceof Passed == state.healthy()) {
            verdicts.accept(new Verdict(name(), state.healthy(), reason, state.evidenceNanos()));
        }
    }

    /** A worker that takes the place of another listens before it answers: it has the time that a start takes. */
    private boolean starting(long nowNanos) {
        return state.healthy() && loss != null && nowNanos - loss.atNanos() < START_NANOS;
    }

    private CheckResult check(long deadlineNanos) {
        try {
            var result = find(deadlineNanos);
            if (result instanceof Passed passed) {
                passed.worker().ifPresent(this::follow);
            } else if (result instanceof Refused) {
                inform(Optional.empty());
            }
            if (probe.isEmpty() || !(result instanceof Passed || onlyProbed())) {
                return result;
            }
            var probed = probe.get().check(clock().nanos() + settings.timeoutNanos());
            if (probed instanceof Passed && result instanceof Passed) {
                return result;
            }
            return result instanceof Passed && probed instanceof Missed(var reason, boolean silent) && silent
                    ? unlessFull(reason, clock().nanos() + settings.timeoutNanos(), result)
                    : probed;
        } catch (RuntimeException e) {
            // Whatever keeps it from checking must not leave an old verdict standing.
            return new Missed("could not be checked: " + e);
        }
    }

    /** Whoever accepts no more connections than it may does not answer a probe, and works all the same. */
    private CheckResult unlessFull(String unanswered, long deadlineNanos, CheckResult answered) {
        var limit = socket.limitReached(deadlineNanos);
        return limit.isEmpty()
                ? new Missed(unanswered, true)
                : new Passed(answered.reason() + "; " + limit.get(), Optional.empty());
    }

    private void inform(Optional<HaproxyInfo> present) {
        if (!present.equals(info)) {
            info = present;
            identity.accept(present);
        }
    }

    private CheckResult find(long deadlineNanos) {
        var result = socket.check(deadlineNanos);
        boolean processSuffices = settings.socket().isEmpty() && !socket.everAnswered();
        return result instanceof Refused(var unasked) && processSuffices ? processes.check(unasked) : result;
    }

    /** HAProxy may run where neither its socket nor its process can be seen: then the probe alone decides. */
    private boolean onlyProbed() {
        return settings.socket().isEmpty()
                && settings.process().equals(new Attached(Optional.empty()))
                && !socket.everAnswered()
                && !processes.everFound();
    }

    private boolean tracked(long pid) {
        return pid == workerPid || settings.socket().isPresent() || processes.tracked(pid);
    }

    /** Watches this worker instead of the one before. */
    private void follow(Worker worker) {
        long pid = worker.pid();
        inform(worker.version().map(version -> new HaproxyInfo(version, pid)));
        if (pid == workerPid) {
            return;
        }
        watch.close();
        watch = () -> {};
        // A HAProxy in another PID namespace gives an id that means nobody here, or somebody else.
        if (Haproxies.find(pid).isPresent()) {
            watch = processWatch.watch(pid, () -> {
                exits.add(new Exit(pid, clock().nanos()));
                selector.wakeup();
            });
        }
        workerPid = pid;
    }

    private void lost(String reason) {
        if (loss == null) {
            loss = new Loss(reason, clock().nanos());
        }
    }
}
