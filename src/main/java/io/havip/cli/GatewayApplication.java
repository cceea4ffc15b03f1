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
import io.havip.linux.Scheduling;
import io.havip.observe.Journal;
import io.havip.observe.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * A gateway's life, while Quarkus serves metrics and health: made from the configuration, run until a signal comes, and
 * closed role first, HAProxy last. Its arguments are those of {@link ConfigOption}.
 */
final class GatewayApplication implements QuarkusApplication {
    private static final Logger LOG = Logger.getLogger("io.havip");

    /** Below the loop's: what the Java machine does for the loop, such as collecting garbage, must not wait for others. */
    private static final int REALTIME_PRIORITY = 1;
    /** Of processor time without a wait: far more than anything here takes, and far less than an operator's patience. */
    private static final long REALTIME_BURST_MICROS = 5_000_000;

    private final MeterRegistry registry;
    private final GatewayHealth health;

    @Inject
    GatewayApplication(MeterRegistry registry, GatewayHealth health) {
        this.registry = registry;
        this.health = health;
    }

    @Override
    public int run(String... args) throws ConfigException, InterruptedException {
        var config = ConfigOption.of(args).read();
        config.notices().forEach(LOG::warn);
        LOG.infof(
                "%s: %d virtual routers; metrics and health on %s port %d",
                config.routerName(),
                config.instances().size(),
                config.management().listen().getHostString(),
                config.management().listen().getPort());
        try (var journal = new Journal();
                var supervisor = new SupervisedHaproxy(config, journal)) {
            supervisor.start();
            return serve(config, journal);
        } catch (HaproxyConfigurationException e) {
            LOG.error(e.getMessage());
            return Main.EXIT_INVALID;
        }
    }

    private int serve(GatewayConfig config, Journal journal) throws InterruptedException {
        var meters = Meters.of(registry, config.management().keepalivedMetrics());
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

        @Override
        public void close() {
            supervisor.ifPresent(HaproxySupervisor::close);
        }
    }
}
