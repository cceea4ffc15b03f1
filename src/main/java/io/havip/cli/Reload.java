package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.config.GatewayConfig;
import io.havip.console.LastReload;
import io.havip.console.Outcome;
import io.havip.gateway.Gateway;
import io.havip.gateway.host.StaticNetwork;
import io.havip.haproxy.HaproxyConfigurationException;
import io.havip.linux.ErrnoException;
import io.havip.linux.Workers;
import io.havip.observe.Meters;
import io.havip.observe.journal.Entry;
import io.havip.observe.journal.Journal;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Takes up a changed configuration while the gateway runs: all of it, or, where something is wrong with it, nothing. */
final class Reload {
    private static final Logger LOG = Logger.getLogger("io.havip");

    private static final Outcome THE_END = new Outcome(false, "the gateway ends");

    private final ConfigOption option;
    private final Gateway gateway;
    private final StaticNetwork network;
    private final SupervisedHaproxy haproxy;
    private final Meters meters;
    private final Journal journal;
    private final Workers workers;
    private final Meters.ConfigMeters counters;
    private final JoinedRuns<Outcome> runs = new JoinedRuns<>(this::runOnce);
    private volatile GatewayConfig inForce;
    private volatile Optional<LastReload> last = Optional.empty();

    /** @param inForce what the gateway was started with */
    Reload(
            ConfigOption option,
            GatewayConfig inForce,
            Gateway gateway,
            StaticNetwork network,
            SupervisedHaproxy haproxy,
            Meters meters,
            Journal journal,
            Workers workers) {
        this.option = option;
        this.inForce = inForce;
        this.gateway = gateway;
        this.network = network;
        this.haproxy = haproxy;
        this.meters = meters;
        this.journal = journal;
        this.workers = workers;
        this.counters = meters.config();
    }

    /** What the gateway runs with now. */
    GatewayConfig inForce() {
        return inForce;
    }

    /** What the last one came to. */
    Optional<LastReload> last() {
        return last;
    }

    /** Waits until the new settings are in force. Callable from any thread but the loop's; a storm of calls is one more. */
    Outcome run() {
        try {
            return runs.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return THE_END;
        }
    }

    private Outcome runOnce() {
        var outcome = takeUp();
        last = Optional.of(new LastReload(outcome, workers.clock().epochMillis()));
        return outcome;
    }

    private Outcome takeUp() {
        try {
            var config = option.read();
            refuseWhatNeedsARestart(config);
            haproxy.prepareReload();
            var changes = carryOut(config);
            inForce = config;
            counters.reloaded();
            config.notices().forEach(LOG::warn);
            Preflight.warnings(config).forEach(LOG::warn);
            var summary = "reloaded: " + describe(changes);
            LOG.info(summary);
            journal.record(new Entry.Reload(true, changes.added(), changes.changed(), changes.removed(), summary));
            return new Outcome(true, summary);
        } catch (ConfigException
                | HaproxyConfigurationException
                | IllegalArgumentException
                | IllegalStateException
                | UncheckedIOException
                | ErrnoException e) {
            if (gateway.ends()) {
                return THE_END;
            }
            counters.refused();
            LOG.errorf("nothing is reloaded, everything goes on as before: %s", e.getMessage());
            journal.record(
                    new Entry.Reload(false, List.of(), List.of(), List.of(), "nothing is reloaded: " + e.getMessage()));
            return new Outcome(false, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return THE_END;
        }
    }

    /** All of it or, when something fails on the way, what was in force. HAProxy comes last: it can't be asked back. */
    private Gateway.Changes carryOut(GatewayConfig config) throws InterruptedException {
        try {
            var changes = change(config);
            haproxy.reload();
            return changes;
        } catch (RuntimeException e) {
            try {
                change(inForce);
            } catch (RuntimeException notEvenThat) {
                e.addSuppressed(notEvenThat);
                LOG.errorf("what was in force can't be restored: %s", notEvenThat.getMessage());
            }
            throw e;
        }
    }

    private Gateway.Changes change(GatewayConfig config) throws InterruptedException {
        if (gateway.ends()) {
            throw new InterruptedException();
        }
        journal.configuration(config.routerName(), config.hash());
        network.apply(config.staticNetwork());
        return gateway.change(
                config.instances(),
                config.interfaces(),
                TrackerPlans.of(config, gateway, network, meters, journal, workers));
    }

    private void refuseWhatNeedsARestart(GatewayConfig config) throws ConfigException {
        var lack = Heap.lack(config);
        if (lack.isPresent()) {
            throw new ConfigException("error: " + lack.get() + "\n    mend: restart the gateway, which then has it");
        }
        var former = inForce.origin().settings();
        var changed = former.section()
                .restarts(former.tree(), config.origin().settings().tree())
                .toList();
        if (!changed.isEmpty()) {
            throw new ConfigException("error: a running gateway can't take up a change of "
                    + String.join(" and ", changed) + "\n    mend: undo the change, or restart the gateway");
        }
    }

    private static String describe(Gateway.Changes changes) {
        return "%s, %d unchanged"
                .formatted(
                        String.join(
                                ", ",
                                List.of(
                                        list("new", changes.added()),
                                        list("changed", changes.changed()),
                                        list("removed", changes.removed()))),
                        changes.unchanged());
    }

    private static String list(String what, List<String> names) {
        return names.isEmpty() ? "nothing " + what : what + ": " + String.join(" ", names);
    }
}
