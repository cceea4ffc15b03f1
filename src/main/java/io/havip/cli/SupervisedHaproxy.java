package io.havip.cli;

import io.havip.config.GatewayConfig;
import io.havip.haproxy.HaproxyConfigurationException;
import io.havip.haproxy.HaproxySettings.HaproxyProcess.Supervised;
import io.havip.haproxy.HaproxySupervisor;
import io.havip.linux.Workers;
import io.havip.observe.journal.Journal;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** HAProxy as our child, where the configuration asks for that. */
final class SupervisedHaproxy implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("io.havip");

    private final @Nullable HaproxySupervisor supervisor;

    /** @param journal takes what becomes of HAProxy, and its output, line by line */
    SupervisedHaproxy(GatewayConfig config, Journal journal, Workers workers) {
        supervisor = settings(config)
                .map(settings ->
                        new HaproxySupervisor(settings, line -> log(line, journal), new HaproxyLife(journal), workers))
                .orElse(null);
    }

    /** As bad as HAProxy says that it is. */
    static void log(String line, Journal journal) {
        var message = "haproxy: " + line;
        if (line.startsWith("[ALERT]")) {
            journal.error(message);
        } else if (line.startsWith("[WARNING]")) {
            journal.warn(message);
        } else {
            journal.info(message);
        }
    }

    /** How HAProxy is run, if it is run by the agent. */
    private static Optional<Supervised> settings(GatewayConfig config) {
        return config.trackers()
                .haproxy()
                .flatMap(haproxy -> haproxy.process() instanceof Supervised supervised
                        ? Optional.of(supervised)
                        : Optional.empty());
    }

    /** @throws HaproxyConfigurationException if HAProxy finds its configuration wrong */
    void start() throws InterruptedException {
        if (supervisor != null) {
            supervisor.start();
        }
    }

    /**
     * Sees that it can take up its changed configuration, now.
     *
     * @throws HaproxyConfigurationException if it can't
     */
    void prepareReload() throws InterruptedException {
        if (supervisor != null) {
            supervisor.prepareReload();
        }
    }

    /**
     * Has HAProxy take up its changed configuration.
     *
     * @throws HaproxyConfigurationException if HAProxy finds it wrong; the old one stays in force
     */
    void reload() throws InterruptedException {
        if (supervisor != null) {
            supervisor.reload();
        }
    }

    void reloadAndLog() {
        if (supervisor == null) {
            LOG.warn("nothing to reload: HAProxy is not run by this agent");
            return;
        }
        try {
            reload();
            LOG.info("HAProxy takes up its configuration");
        } catch (HaproxyConfigurationException e) {
            LOG.errorf("HAProxy goes on with its old configuration: %s", e.getMessage());
        } catch (InterruptedException theEnd) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (supervisor != null) {
            supervisor.close();
        }
    }
}
