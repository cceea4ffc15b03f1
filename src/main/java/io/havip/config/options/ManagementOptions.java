package io.havip.config.options;

import io.havip.config.credentials.CredentialException;
import io.havip.config.credentials.Pin;
import io.havip.config.credentials.TlsFiles;
import io.havip.config.options.Type.Group;
import io.havip.config.options.Type.Items;
import io.havip.config.text.Located;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is served over HTTP, and asked of the other nodes. */
public final class ManagementOptions {
    private ManagementOptions() {}

    public static final Option<InetSocketAddress> LISTEN = Option.of(
                    "listen",
                    Type.socketAddress(),
                    "Where `/metrics`, `/health/live`, `/health/ready` and `/health/active` are, which everybody may ask,"
                            + " and what tells more: that is answered on this host, and elsewhere whoever shows the token."
                            + " IPv6: `[::1]:9165`.")
            .standard(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9165))
            .variables("HAVIP_LISTEN");
    public static final Option<Boolean> KEEPALIVED_METRICS = Option.of(
                    "keepalived-metrics",
                    Type.flag(),
                    "Whether metrics have the names of keepalived's exporters too; see [metrics.md](metrics.md).")
            .standard(false)
            .variables("HAVIP_KEEPALIVED_METRICS");
    public static final Option<List<Located<InetSocketAddress>>> PEERS = Option.of(
                    "peers",
                    new Items<>(Type.hostAndPort()),
                    "The management addresses of the other nodes, at most 16: an address or a name, and a port. They are"
                            + " asked what they have seen; see [production.md](production.md#nodes-that-ask-each-other).")
            .otherwise("nobody is asked")
            .variables("HAVIP_MANAGEMENT_PEERS");
    public static final Option<Path> TOKEN_FILE = Option.of(
                    "token-file",
                    Type.path(),
                    "The file of the token that nodes show each other, the same on all: 32 characters at least"
                            + " (`openssl rand -hex 32`). Others than its owner and group must not be able to read it.")
            .otherwise("required with `peers`")
            .variables("HAVIP_TOKEN_FILE");
    public static final Option<Settings> TLS = Option.of(
                    "tls",
                    new Group(TlsOptions.SECTION),
                    "How others are sure whom they ask. All is served over HTTPS then.")
            .otherwise("plain HTTP");
    public static final Option<Boolean> INSECURE = Option.of(
                    "insecure",
                    Type.flag(),
                    "Whether the token may be shown, and asked for, over plain HTTP: where nobody else is on that network.")
            .standard(false)
            .variables("HAVIP_MANAGEMENT_INSECURE");

    public static final Section SECTION =
            Section.of("management", LISTEN, KEEPALIVED_METRICS, PEERS, TOKEN_FILE, TLS, INSECURE);

    /**
     * What becomes of them.
     *
     * @param listen where metrics and health are served
     * @param keepalivedMetrics whether metrics have the names of keepalived's exporters too
     * @param peers whom to ask: addresses, or names that are not resolved
     * @param tokenFile what nodes show each other; empty: nobody elsewhere is told more than metrics and health
     * @param tls empty: plain HTTP
     */
    public record Management(
            InetSocketAddress listen,
            boolean keepalivedMetrics,
            List<InetSocketAddress> peers,
            Optional<Path> tokenFile,
            Optional<TlsFiles> tls) {
        public Management {
            peers = List.copyOf(peers);
        }

        /** What the others may know this node by; empty where this user may not read it. */
        public Optional<Pin> pin() {
            try {
                return tls.isPresent() ? Optional.of(tls.get().pin()) : Optional.empty();
            } catch (CredentialException e) {
                return Optional.empty();
            }
        }
    }

    public static Management settings(Settings management) {
        return new Management(
                management.get(LISTEN),
                management.get(KEEPALIVED_METRICS),
                management.items(PEERS),
                management.find(TOKEN_FILE),
                management.find(TLS).flatMap(TlsOptions::settings));
    }
}
