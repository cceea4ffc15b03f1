package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.config.GatewayConfig;
import io.havip.config.credentials.CredentialException;
import io.havip.config.text.Durations;
import io.havip.console.ControlSocket;
import io.havip.console.Credentials;
import io.havip.console.EventsEndpoint;
import io.havip.console.GatewayHealth;
import io.havip.console.ManagementServer;
import io.havip.console.MetricsEndpoint;
import io.havip.console.Outcome;
import io.havip.console.PacketsEndpoint;
import io.havip.console.Peers;
import io.havip.console.StatusEndpoint;
import io.havip.gateway.Gateway;
import io.havip.gateway.host.StaticNetwork;
import io.havip.gateway.loop.Rehearsal;
import io.havip.haproxy.HaproxyConfigurationException;
import io.havip.linux.Clock;
import io.havip.linux.ErrnoException;
import io.havip.linux.OrphanReaper;
import io.havip.linux.Proc;
import io.havip.linux.Scheduling;
import io.havip.linux.Workers;
import io.havip.observe.ControlMeters;
import io.havip.observe.LogQueue;
import io.havip.observe.Meters;
import io.havip.observe.PeerMeters;
import io.havip.observe.WorkerMeters;
import io.havip.observe.journal.Entry;
import io.havip.observe.journal.Journal;
import io.havip.programs.ProgramRun;
import io.havip.programs.ProgramSettings;
import io.havip.wire.IpAddress;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/**
 * A gateway's life, while Quarkus serves metrics and health: made from the configuration, run until a signal comes, and
 * closed role first, HAProxy last. SIGHUP has it read its configuration again and HAProxy, as its child, too; SIGUSR2 HAProxy
 * alone. Its arguments are {@link Arguments}.
 */
final class GatewayApplication implements QuarkusApplication {
    private static final Logger LOG = Logger.getLogger("io.havip");

    /** Of every thread alike: one above the others may wait within the Java machine for one that it keeps from running. */
    private static final int REALTIME_PRIORITY = 1;
    /** Of processor time without a wait: far more than anything here takes, and far less than an operator's patience. */
    private static final long REALTIME_BURST_MICROS = 5_000_000;

    /** USR2 is HAProxy's own for this; the Java machine leaves it alone only if its environment says so (_JAVA_SR_SIGNUM). */
    private static final String RELOAD_HAPROXY = "USR2";

    private static final String RELOAD = "HUP";
    private static final String FIREWALL = "firewall";

    private final Vertx vertx;
    private final MeterRegistry registry;
    private final MetricsEndpoint metricsEndpoint;
    private final ManagementServer server;
    private final GatewayHealth health;
    private final StatusEndpoint statusEndpoint;
    private final EventsEndpoint eventsEndpoint;
    private final PacketsEndpoint packetsEndpoint;
    private volatile Supplier<Outcome> reload = () -> new Outcome(false, "the gateway is being started");

    @Inject
    GatewayApplication(
            Vertx vertx,
            MeterRegistry registry,
            MetricsEndpoint metricsEndpoint,
            ManagementServer server,
            GatewayHealth health,
            StatusEndpoint statusEndpoint,
            EventsEndpoint eventsEndpoint,
            PacketsEndpoint packetsEndpoint) {
        this.vertx = vertx;
        this.registry = registry;
        this.metricsEndpoint = metricsEndpoint;
        this.server = server;
        this.health = health;
        this.statusEndpoint = statusEndpoint;
        this.eventsEndpoint = eventsEndpoint;
        this.packetsEndpoint = packetsEndpoint;
    }

    /** What this command line and that of {@code run} have in common. */
    private static final class Arguments {
        @Mixin
        private final ConfigOption config = new ConfigOption();

        @Mixin
        private final ControlOption control = new ControlOption();
    }

    @Override
    public int run(String... args) throws ConfigException {
        var arguments = CommandLine.populateCommand(new Arguments(), args);
        var option = arguments.config;
        var config = option.read();
        config.notices().forEach(LOG::warn);
        Preflight.warnings(config).forEach(LOG::warn);
        LOG.infof(
                "%s: %d virtual routers; metrics and health on %s",
                config.routerName(),
                config.instances().size(),
                IpAddress.text(config.management().listen()));
        var failures = new WorkerMeters(registry);
        var workers = new Workers(Clock.MACHINE, (worker, failure) -> {
            failures.failed(worker);
            LOG.errorf(failure, "the thread %s has failed; its work goes on as soon as it can", worker);
        });
        // What goes wrong is logged before the log is closed.
        try (var end = new OrderlyEnd();
                var _ = LogQueue.install(registry)) {
            return start(option, config, arguments.control.path(), workers, end);
        }
    }

    private int start(ConfigOption option, GatewayConfig config, Path controlPath, Workers workers, OrderlyEnd end) {
        Credentials credentials;
        try {
            credentials = Credentials.of(config.management());
        } catch (CredentialException e) {
            LOG.error(e.getMessage());
            return Main.EXIT_INVALID;
        }
        var peers = new Peers(vertx, config.management().peers(), credentials, new PeerMeters(registry));
        try (var journal = new Journal(config.routerName(), config.journal(), workers, registry);
                var _ = tellTheEnd(journal);
                var _ = control(controlPath, peers, journal, workers);
                var haproxy = new SupervisedHaproxy(config, journal, workers)) {
            journal.configuration(config.routerName(), config.hash());
            journal.record(new Entry.Start(
                    BuildVersion.read(),
                    ProcessHandle.current().pid(),
                    config.instances().size()));
            eventsEndpoint.tell(journal);
            packetsEndpoint.tell(journal);
            OrphanReaper.startAsInit(workers);
            server.listen(config.management().listen(), credentials);
            haproxy.start();
            return serve(option, config, haproxy, journal, workers, end);
        } catch (HaproxyConfigurationException e) {
            LOG.error(e.getMessage());
            return Main.EXIT_INVALID;
        } catch (InterruptedException toldToEnd) {
            // While it started. The signal has determined the exit status.
            return CommandLine.ExitCode.SOFTWARE;
        } catch (IOException e) {
            return unusable(e);
        } catch (UncheckedIOException e) {
            return unusable(Objects.requireNonNull(e.getCause()));
        } catch (ErrnoException e) {
            return unusable(new IOException(e.getMessage(), e));
        }
    }

    /** A gateway that can't be asked is better than none. */
    private @Nullable ControlSocket control(Path path, Peers peers, Journal journal, Workers workers) {
        Map<String, Function<String, Outcome>> commands = Map.of(
                "events",
                eventsEndpoint::answer,
                "health",
                _ -> health.live(),
                "packets",
                packetsEndpoint::answer,
                "peer-events",
                peers::events,
                "peer-packets",
                peers::packets,
                "peer-status",
                _ -> peers.status(),
                "reload",
                _ -> reload.get(),
                "status",
                _ -> statusEndpoint.answer());
        try {
            return new ControlSocket(path, commands, new ControlMeters(registry), journal::warn, workers);
        } catch (IOException e) {
            LOG.warnf(
                    "nothing can listen at %s (%s), so status and health ask by HTTP, and reloads take a SIGHUP: give"
                            + " the agent's user that folder, or name another path with --control",
                    path, e);
            return null;
        }
    }

    /** Something of this machine: what it is stands in the message, where it was noticed interests a developer alone. */
    private static int unusable(IOException cause) {
        // Ours say it in a sentence; the library's need their type to be understood, as a missing file's.
        LOG.error(cause.getClass() == IOException.class ? cause.getMessage() : cause.toString());
        LOG.debug("where this was noticed", cause);
        return CommandLine.ExitCode.SOFTWARE;
    }

    private int serve(
            ConfigOption option,
            GatewayConfig config,
            SupervisedHaproxy haproxy,
            Journal journal,
            Workers workers,
            OrderlyEnd end)
            throws InterruptedException, IOException {
        var meters = new Meters(Clock.MACHINE, config.management().keepalivedMetrics());
        meters.build(BuildVersion.read());
        metricsEndpoint.serve(meters);
        var exitStatus = new AtomicInteger();
        try (var _ = atTheEnd(config);
                var signals = new Signals(workers);
                var network = new StaticNetwork(journal::warn);
                var gateway = new Gateway(meters, journal, workers, new Rehearsal(), config.cloud(), failure -> {
                    LOG.error("the protocol loop has failed", failure);
                    exitStatus.set(1);
                    Quarkus.asyncExit(1);
                });
                var notices = new ServiceNotices(System.getenv(), workers)) {
            // What starting has left behind would otherwise be collected in the middle of an election.
            System.gc();
            run(config.lifecycle().programs().startup(), "startup script");
            gateway.open(config.lifecycle().programs().fifos());
            network.apply(config.staticNetwork());
            var started = new CountDownLatch(1);
            var reloads = new Reload(option, config, gateway, network, haproxy, meters, journal, workers);
            signals.on(RELOAD, () -> onceStarted(started, reloads::run));
            signals.on(RELOAD_HAPROXY, haproxy::reloadAndLog);
            if (!endsInsteadOfStarting(config, end, notices)) {
                gateway.start(
                        config.instances(),
                        config.interfaces(),
                        TrackerPlans.of(config, gateway, network, meters, journal, workers),
                        GatewayApplication::scheduleInRealTime);
                notices.ready(gateway::alive, () -> ServiceNotices.patienceNanos(reloads.inForce()));
                end.beginWith(gateway::release, workers);
                boolean _ = joinInRealTime();
                started.countDown();
                reload = reloads::run;
                health.report(gateway);
                statusEndpoint.report(
                        () -> reloads.inForce().routerName(),
                        BuildVersion.read(),
                        gateway,
                        reloads::last,
                        workers.clock());
                lookAtTheFirewall(config, workers);
                Quarkus.waitForExit();
            }
        }
        return exitStatus.get();
    }

    /** Closed after everything else, whatever goes wrong with that. */
    private static Closing atTheEnd(GatewayConfig config) {
        return () -> run(config.lifecycle().programs().shutdown(), "shutdown script");
    }

    /** Told after everything else. */
    private static Closing tellTheEnd(Journal journal) {
        return () -> journal.record(new Entry.End());
    }

    private interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    /** Meanwhile metrics and health are served, and nothing is sent. */
    private static boolean endsInsteadOfStarting(GatewayConfig config, OrderlyEnd end, ServiceNotices notices)
            throws InterruptedException {
        long delayNanos = config.lifecycle().startupDelay().nanos(Proc.uptimeNanos());
        if (delayNanos <= 0) {
            return false;
        }
        LOG.infof("the virtual routers start in %s", Durations.show(delayNanos));
        notices.startsIn(delayNanos);
        return end.beginsWithin(delayNanos);
    }

    /** Until then there is nothing that could change. */
    private static void onceStarted(CountDownLatch started, Runnable action) {
        try {
            started.await();
            action.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(Optional<ProgramSettings.Limited> program, String what) {
        program.ifPresent(limited -> ProgramRun.run(what, limited.script(), List.of(), limited.seconds(), LOG::warn));
    }

    /** Asks another program, which may hang: neither health nor the end waits for it, nor does it have a share of real time. */
    private static void lookAtTheFirewall(GatewayConfig config, Workers workers) {
        workers.execute(
                task -> Thread.ofPlatform().daemon().name(FIREWALL).start(task),
                FIREWALL,
                () -> Preflight.filtered(config).forEach(LOG::warn));
    }

    /**
     * Not before everything is started: until then threads load classes, and wait for each other to have done so. And not after
     * the first virtual router has begun.
     */
    private static void scheduleInRealTime() {
        if (joinInRealTime()) {
            Scheduling.limitRealtimeBurst(REALTIME_BURST_MICROS);
        } else {
            LOG.warnf(
                    "real-time scheduling is not allowed, so that under load advertisements may be late: %s",
                    Scheduling.refusal());
        }
    }

    /** With the threads that have come since. */
    private static boolean joinInRealTime() {
        return Scheduling.realtimeProcess(REALTIME_PRIORITY, ManagementServer::serves);
    }
}
