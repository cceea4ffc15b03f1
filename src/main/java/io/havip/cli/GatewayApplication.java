package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.config.GatewayConfig;
import io.havip.console.GatewayHealth;
import io.havip.gateway.Gateway;
import io.havip.haproxy.HaproxyConfigurationException;
import io.havip.haproxy.HaproxySettings.HaproxyProcess.Supervised;
import io.havip.haproxy.HaproxySupervisor;
import io.havip.haproxy.HaproxyTracker;
import io.havip.health.FileTracker;
import io.havip.health.ProcessTracker;
import io.havip.health.ScriptTracker;
import io.havip.linux.OrphanReaper;
import io.havip.linux.Scheduling;
import io.havip.observe.Journal;
import io.havip.observe.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import sun.misc.Signal;

/**
 * A gateway's life, while Quarkus serves metrics and health: made from the configuration, run until a signal comes, and
 * closed role first, HAProxy last. SIGHUP and SIGUSR2 have HAProxy reload. Its arguments are those of {@link
 * ConfigOption}.
 */
final class GatewayApplication implements QuarkusApplication {
    private static final Logger LOG = Logger.getLogger("io.havip");

    /** Below the loop's: what the Java machine does for the loop, such as collecting garbage, must not wait for others. */
    private static final int REALTIME_PRIORITY = 1;
    /** Of processor time without a wait: far more than anything here takes, and far less than an operator's patience. */
    private static final long REALTIME_BURST_MICROS = 5_000_000;

    /** USR2 is HAProxy's own for this; the Java machine leaves it alone only if its environment says so (_JAVA_SR_SIGNUM). */
    private static final List<String> RELOADING = List.of("HUP", "USR2");

    private final MeterRegistry registry;
    private final GatewayHealth health;

    @Inject
    GatewayApplication(MeterRegistry registry, GatewayHealth health) {
        this.registry = registry;
        this.health = health;
    }

    @Override
    public int run(String... args) throws ConfigException, InterruptedException, IOException {
        var config = ConfigOption.of(args).read();
        config.notices().forEach(LOG::warn);
        Preflight.warnings(config).forEach(LOG::warn);
        LOG.infof(
                "%s: %d virtual routers; metrics and health on %s port %d",
                config.routerName(),
                config.instances().size(),
                config.management().listen().getHostString(),
                config.management().listen().getPort());
        try (var _ = new OrderlyEnd();
                var journal = new Journal();
                var supervisor = new SupervisedHaproxy(config, journal)) {
            OrphanReaper.startAsInit();
            supervisor.start();
            RELOADING.forEach(signal -> reloadOn(signal, supervisor));
            return serve(config, journal);
        } catch (HaproxyConfigurationException e) {
            LOG.error(e.getMessage());
            return Main.EXIT_INVALID;
        }
    }

    private static void reloadOn(String signal, SupervisedHaproxy supervisor) {
        try {
            Signal.handle(new Signal(signal), supervisor::reload);
        } catch (IllegalArgumentException reserved) {
            LOG.warnf("SIG%s is without effect: %s", signal, reserved.getMessage());
        }
    }

    private int serve(GatewayConfig config, Journal journal) throws InterruptedException, IOException {
        var meters = Meters.of(registry, config.management().keepalivedMetrics());
        meters.build(BuildVersion.read());
        var exitStatus = new AtomicInteger();
        try (var gateway = new Gateway(config.instances(), meters, journal, failure -> {
            LOG.error("the protocol loop has failed", failure);
            exitStatus.set(1);
            Quarkus.asyncExit(1);
        })) {
            track(config, gateway, meters);
            // What starting has left behind would otherwise be collected in the middle of an election.
            System.gc();
            if (Scheduling.realtimeProcess(REALTIME_PRIORITY)) {
                Scheduling.limitRealtimeBurst(REALTIME_BURST_MICROS);
            } else {
                LOG.warn("real-time scheduling is not allowed (CAP_SYS_NICE): under load, advertisements may be late");
            }
            gateway.start();
            health.report(gateway);
            Quarkus.waitForExit();
        }
        return exitStatus.get();
    }

    private static void track(GatewayConfig config, Gateway gateway, Meters meters) {
        config.haproxy()
                .ifPresent(settings -> gateway.track(new HaproxyTracker(
                        GatewayConfig.HAPROXY_TRACKER, settings, gateway.processWatch(), meters::haproxy)));
        config.scripts().forEach(script -> gateway.track(new ScriptTracker(script)));
        config.processes().forEach(process -> gateway.track(new ProcessTracker(process)));
        config.files().forEach(file -> gateway.track(new FileTracker(file)));
    }

    /** HAProxy as our child, where the configuration asks for that. */
    private static final class SupervisedHaproxy implements AutoCloseable {
        private static final String OWN_SETTINGS = "and changes of the gateway's own settings need a restart";

        private final Optional<HaproxySupervisor> supervisor;

        SupervisedHaproxy(GatewayConfig config, Journal journal) {
            supervisor = config.haproxy()
                    .flatMap(settings -> settings.process() instanceof Supervised supervised
                            ? Optional.of(new HaproxySupervisor(supervised, line -> journal.info("haproxy: " + line)))
                            : Optional.empty());
        }

        void start() {
            supervisor.ifPresent(HaproxySupervisor::start);
        }

        /** What a signal asks for. */
        void reload(Signal signal) {
            if (supervisor.isEmpty()) {
                LOG.warnf("%s: nothing to reload: HAProxy is not run by this agent, %s", signal, OWN_SETTINGS);
                return;
            }
            try {
                supervisor.get().reload();
                LOG.infof("%s: HAProxy takes up its configuration; %s", signal, OWN_SETTINGS);
            } catch (HaproxyConfigurationException e) {
                LOG.errorf("%s: HAProxy goes on with its old configuration: %s", signal, e.getMessage());
            }
        }

        @Override
        public void close() {
            supervisor.ifPresent(HaproxySupervisor::close);
        }
    }
}
