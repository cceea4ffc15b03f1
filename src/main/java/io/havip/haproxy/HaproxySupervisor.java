package io.havip.haproxy;

import io.havip.haproxy.HaproxySettings.HaproxyProcess.Supervised;
import io.havip.linux.Backoff;
import io.havip.linux.ProcessSignal;
import io.havip.linux.Workers;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs HAProxy in master-worker mode as a child, and starts it again when it dies.
 *
 * <p>HAProxy gets a session of its own, so that a Ctrl-C meant for the agent does not reach it and so that its workers
 * can be told from everyone else's: those that outlive their master are killed before the next start, because they would
 * hold its ports. When the agent itself is killed, the kernel sends HAProxy a SIGTERM ({@code PR_SET_PDEATHSIG}).
 */
public final class HaproxySupervisor implements AutoCloseable {
    /** Far more than HAProxy takes for the largest configuration. */
    private static final long CHECK_SECONDS = 30;

    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(CHECK_SECONDS);
    private static final long START_POLL_MILLIS = 5;

    /** What HAProxy takes for a large configuration; then it is believed to have taken it up. */
    private static final long LOADING_MILLIS = 5_000;

    /** After a SIGTERM, which ends HAProxy's connections at once. */
    private static final long STOP_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final List<String> TIED_TO_US = List.of("setpriv", "--pdeathsig", "TERM", "setsid");

    private final Supervised settings;
    private final Consumer<String> output;
    private final LifeListener life;
    private final Workers workers;
    private final Loading loading = new Loading();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Object startLock = new Object();
    private volatile @Nullable Process master;
    private Workers.@Nullable Worker worker;

    /** Told what becomes of HAProxy, on whatever thread. */
    public interface LifeListener {
        void started(long pid);

        /** @param how e.g. "ended with status 1" */
        void ended(long pid, String how);

        /** It has taken up its configuration anew. */
        void reloaded(long pid);

        /** @param why it goes on with the old one */
        void reloadRefused(String why);
    }

    /** @param output takes HAProxy's output and notes about its life, line by line, from threads of the supervisor's own */
    public HaproxySupervisor(Supervised settings, Consumer<String> output, LifeListener life, Workers workers) {
        this.settings = settings;
        this.output = output;
        this.life = life;
        this.workers = workers;
    }

    /**
     * Starts HAProxy.
     *
     * @throws HaproxyConfigurationException if HAProxy finds its configuration wrong
     */
    public void start() throws InterruptedException {
        check();
        // A platform thread that lives as long as its child: the kernel takes the end of the thread that started
        // HAProxy
        // for the end of the parent.
        worker = workers.start("haproxy-supervisor", this::supervise);
    }

    /**
     * Has HAProxy take up its changed configuration without dropping a connection (SIGUSR2).
     *
     * @throws HaproxyConfigurationException if HAProxy finds its configuration wrong or can't take it up, or has not got over
     *     its start, or over the reload before; the old one stays in force
     */
    public void reload() throws InterruptedException {
        try {
            prepareReload();
            var running = master;
            // If it is just being started again, it reads the new configuration anyway.
            if (running != null && running.isAlive()) {
                loading.begin();
                ProcessSignal.USR2.send(running.pid());
                awaitLoaded();
                life.reloaded(running.pid());
            }
        } catch (HaproxyConfigurationException e) {
            life.reloadRefused(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private void awaitLoaded() throws InterruptedException {
        loading.failure(LOADING_MILLIS).ifPresent(why -> {
            throw new HaproxyConfigurationException("HAProxy can't take up its configuration: " + why);
        });
    }

    /**
     * Does all of a reload that can fail or take time, and changes nothing.
     *
     * @throws HaproxyConfigurationException as {@link #reload} does
     */
    public void prepareReload() throws InterruptedException {
        check();
        var running = master;
        if (running != null && running.isAlive()) {
            awaitHandler(running);
        }
    }

    /** A master that starts, or that starts itself anew for a reload, has read its configuration and loses the signal. */
    private void awaitHandler(Process running) throws InterruptedException {
        long deadlineNanos = workers.clock().nanos() + START_NANOS;
        while (running.isAlive() && !ProcessSignal.USR2.caughtBy(running.pid())) {
            if (workers.clock().nanos() > deadlineNanos) {
                throw new HaproxyConfigurationException(
                        "HAProxy has been starting for %d s and takes no reload yet: reload again once it has started"
                                .formatted(TimeUnit.NANOSECONDS.toSeconds(START_NANOS)));
            }
            closing.await(START_POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Stops HAProxy: SIGTERM, then SIGKILL for whatever is left of it. */
    @Override
    public void close() {
        Process running;
        synchronized (startLock) {
            closing.countDown();
            running = master;
        }
        try {
            if (running != null) {
                running.destroy();
                if (!running.waitFor(STOP_DEADLINE_NANOS, TimeUnit.NANOSECONDS)) {
                    running.destroyForcibly();
                }
            }
            if (worker != null) {
                worker.awaitEnd();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void supervise() throws InterruptedException {
        var backoff = Backoff.INITIAL;
        var command = command();
        while (closing.getCount() > 0) {
            long startedAtNanos = workers.clock().nanos();
            String end = runOnce(command);
            if (closing.getCount() > 0) {
                output.accept("HAProxy %s; it is started again in %d ms"
                        .formatted(end, TimeUnit.NANOSECONDS.toMillis(backoff.delayNanos())));
            }
            closing.await(backoff.delayNanos(), TimeUnit.NANOSECONDS);
            backoff = backoff.next(workers.clock().nanos() - startedAtNanos);
        }
    }

    /** Runs one master until it and its workers are gone, and says how it ended. */
    private String runOnce(List<String> command) throws InterruptedException {
        Process process;
        synchronized (startLock) {
            if (closing.getCount() == 0) {
                return "was not started";
            }
            try {
                process = new ProcessBuilder(command).redirectErrorStream(true).start();
            } catch (IOException e) {
                return "could not be started: " + e.getMessage();
            }
            master = process;
        }
        life.started(process.pid());
        var lines = process.inputReader(StandardCharsets.UTF_8);
        var _ = workers.start("haproxy-output", () -> forward(lines));
        int status = process.waitFor();
        Haproxies.running().stream()
                .filter(left -> left.session() == process.pid())
                .forEach(left -> ProcessHandle.of(left.pid()).ifPresent(ProcessHandle::destroyForcibly));
        String how = "ended with status " + status;
        life.ended(process.pid(), how);
        return how;
    }

    /** Whatever becomes of a line: HAProxy would stand still before a pipe that nobody reads. */
    private void forward(BufferedReader lines) {
        try {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var explained = StartRemedy.added(line);
                loading.said(explained);
                output.accept(explained);
            }
        } catch (IOException e) {
            if (closing.getCount() > 0) {
                output.accept("HAProxy's output cannot be read any further: " + e.getMessage());
            }
        }
    }

    private List<String> command() throws InterruptedException {
        var command = new ArrayList<String>();
        var probe = new ArrayList<>(TIED_TO_US);
        probe.add("true");
        if (run(probe).status() == 0) {
            command.addAll(TIED_TO_US);
        } else {
            output.accept(
                    "setpriv and setsid of util-linux are missing: HAProxy would outlive an agent that is killed");
        }
        command.addAll(List.of(
                settings.binary().toString(),
                "-W",
                "-db",
                "-f",
                settings.configuration().toString()));
        return command;
    }

    /**
     * Has HAProxy look at its configuration, and nothing else.
     *
     * @throws HaproxyConfigurationException if HAProxy finds it wrong
     */
    public void check() throws InterruptedException {
        var answer = run(List.of(
                settings.binary().toString(),
                "-c",
                "-f",
                settings.configuration().toString()));
        if (answer.status() != 0) {
            throw new HaproxyConfigurationException(
                    answer.output().isEmpty() ? "haproxy -c ended with status " + answer.status() : answer.output());
        }
    }

    private record Answer(int status, String output) {}

    private static Answer run(List<String> command) throws InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            return new Answer(-1, e.toString());
        }
        try {
            var output = CompletableFuture.supplyAsync(() -> said(process));
            // A file that is a FIFO keeps HAProxy waiting for somebody who writes.
            if (!process.waitFor(CHECK_SECONDS, TimeUnit.SECONDS)) {
                return new Answer(-1, String.join(" ", command) + " did not end within " + CHECK_SECONDS + " s");
            }
            return new Answer(process.exitValue(), output.get());
        } catch (ExecutionException e) {
            return new Answer(-1, String.valueOf(e.getCause()));
        } finally {
            // From above, or else who waits for another goes on with what comes next.
            var beneath = process.descendants().toList();
            process.destroyForcibly();
            beneath.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static String said(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
