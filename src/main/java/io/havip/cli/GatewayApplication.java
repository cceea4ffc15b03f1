package io.havip.cli;

import io.havip.config.ConfigReader;
import io.havip.config.GatewayConfig;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** What runs while Quarkus serves metrics and health. Its one argument is the configuration's file. */
final class GatewayApplication implements QuarkusApplication {
    private static final Logger LOG = Logger.getLogger(GatewayApplication.class);

    @Override
    public int run(String... args) throws Exception {
        GatewayConfig config = ConfigReader.read(Path.of(args[0]));
        config.notices().forEach(LOG::warn);
        LOG.infof(
                "%s: %d virtual routers; metrics and health on %s port %d",
                config.routerName(),
                config.instances().size(),
                config.management().getHostString(),
                config.management().getPort());
        // The gateway itself is started here, with the configuration, and closed on the way out.
        Quarkus.waitForExit();
        return 0;
    }
}
