package io.havip.config.options;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** What is served over HTTP. */
public final class ManagementOptions {
    private ManagementOptions() {}

    public static final Option<InetSocketAddress> LISTEN = Option.of(
                    "listen",
                    Type.socketAddress(),
                    "Where `/metrics`, `/health/live` and `/health/ready` are. IPv6: `[::1]:9165`. Nobody is asked"
                            + " for a password: choose an address that only your monitoring reaches.")
            .standard(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9165))
            .variables("HAVIP_LISTEN");
    public static final Option<Boolean> KEEPALIVED_METRICS = Option.of(
                    "keepalived-metrics",
                    Type.flag(),
                    "Whether metrics have the names of keepalived's exporters too; see [metrics.md](metrics.md).")
            .standard(false)
            .variables("HAVIP_KEEPALIVED_METRICS");

    public static final Section SECTION = Section.of("management", LISTEN, KEEPALIVED_METRICS);

    /**
     * What becomes of them.
     *
     * @param listen where metrics and health are served
     * @param keepalivedMetrics whether metrics have the names of keepalived's exporters too
     */
    public record Management(InetSocketAddress listen, boolean keepalivedMetrics) {}

    public static Management settings(Settings management) {
        return new Management(management.get(LISTEN), management.get(KEEPALIVED_METRICS));
    }
}
