package io.havip.config;

import io.havip.config.credentials.BearerToken;
import io.havip.config.credentials.CredentialException;
import io.havip.config.credentials.Tls;
import io.havip.config.credentials.TlsFiles;
import io.havip.config.options.ManagementOptions;
import io.havip.config.options.Option;
import io.havip.config.options.Settings;
import io.havip.config.options.TlsOptions;
import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.wire.IpAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;

/** Whether what nodes tell each other stays between them: what is asked for, and the files that it takes. */
final class ManagementChecks {
    private static final int PEERS_MAX = 16;

    private final Settings management;
    private final List<InstanceComposition> instances;
    private final Problems problems;

    ManagementChecks(Settings management, List<InstanceComposition> instances, Problems problems) {
        this.management = management;
        this.instances = instances;
        this.problems = problems;
    }

    void run() {
        peers();
        secrecy();
        trust();
        management.written(ManagementOptions.TOKEN_FILE).ifPresent(file -> {
            try {
                var _ = BearerToken.read(file.value());
            } catch (CredentialException e) {
                report(problems, file.place(), e);
            }
        });
        management
                .find(ManagementOptions.TLS)
                .filter(tls -> tls.has(TlsOptions.CERTIFICATE) && tls.has(TlsOptions.KEY))
                .ifPresent(this::certificate);
    }

    private List<Located<InetSocketAddress>> listed() {
        return management.find(ManagementOptions.PEERS).orElse(List.of());
    }

    private void peers() {
        var listen = management.get(ManagementOptions.LISTEN);
        new ManagementPeerChecks(listen, instances, problems).run(listed());
        management.written(ManagementOptions.PEERS).ifPresent(peers -> {
            if (peers.value().size() > PEERS_MAX) {
                problems.error(peers.place(), "there are more than " + PEERS_MAX, "list those of this cluster only");
            }
            if (!management.has(ManagementOptions.TOKEN_FILE)) {
                problems.error(
                        peers.place(),
                        "nodes ask each other with a token, and there is none",
                        "give all of them the same: token-file: /etc/havip-gateway/token (openssl rand -hex 32)");
            }
            if (listen.getAddress().isLoopbackAddress()) {
                problems.notice(
                        peers.place(),
                        "this node listens on " + IpAddress.text(listen)
                                + " only, so that the others can't ask it; listen: 0.0.0.0:9165 lets them");
            }
        });
    }

    /** A token that is shown to just anyone is none. */
    private void secrecy() {
        boolean tls = management.has(ManagementOptions.TLS);
        boolean shown = management.has(ManagementOptions.TOKEN_FILE) || management.has(ManagementOptions.PEERS);
        var insecure = management.written(ManagementOptions.INSECURE).filter(Located::value);
        if (shown && !tls && insecure.isEmpty()) {
            problems.error(
                    place(ManagementOptions.TOKEN_FILE, ManagementOptions.PEERS),
                    "the token would be shown over plain HTTP, readable for whoever is on the way",
                    "give a certificate, tls: {certificate: FILE, key: FILE, ca: FILE}, or, where nobody else is on that"
                            + " network, insecure: true");
        }
        insecure.ifPresent(flag -> {
            if (tls) {
                problems.error(flag.place(), "with tls there is nothing insecure", "keep one of them");
            } else {
                problems.notice(
                        flag.place(),
                        shown
                                ? "the token is shown over plain HTTP: whoever is on that network reads it, and what it"
                                        + " gives access to"
                                : "without effect: there is no token");
            }
        });
    }

    private Place place(Option<?> first, Option<?> second) {
        return management
                .written(first)
                .map(Located::place)
                .or(() -> management.written(second).map(Located::place))
                .orElse(management.place());
    }

    private void trust() {
        management.written(ManagementOptions.TLS).ifPresent(written -> {
            var tls = written.value();
            require(tls, TlsOptions.CERTIFICATE);
            require(tls, TlsOptions.KEY);
            boolean authority = tls.has(TlsOptions.AUTHORITY);
            boolean pins = tls.has(TlsOptions.PINS);
            if (authority && pins) {
                problems.error(
                        place(tls, TlsOptions.PINS),
                        "the others are known either by a ca or by pins",
                        "keep one of them");
            } else if (!authority && !pins && management.has(ManagementOptions.PEERS)) {
                problems.error(
                        tls.place(),
                        "it is not said by what the others' certificates are known",
                        "name who has signed them, ca: FILE, or list the pins that check prints on each");
            }
        });
    }

    private void require(Settings tls, Option<?> option) {
        if (!tls.has(option)) {
            problems.error(
                    tls.place(),
                    option.key() + " is missing",
                    "name a PEM file: %s: /etc/havip-gateway/tls.%s"
                            .formatted(option.key(), option.equals(TlsOptions.KEY) ? "key" : "crt"));
        }
    }

    private static Place place(Settings settings, Option<?> option) {
        return settings.written(option).map(Located::place).orElse(settings.place());
    }

    private void certificate(Settings settings) {
        TlsOptions.settings(settings).ifPresent(files -> {
            try {
                current(files, files.read(), place(settings, TlsOptions.CERTIFICATE));
            } catch (CredentialException e) {
                report(problems, settings.place(), e);
            }
        });
    }

    /** The gateway runs all the same: whoever has the addresses matters more. */
    private void current(TlsFiles files, Tls tls, Place place) {
        try {
            tls.own().checkValidity();
        } catch (CertificateExpiredException e) {
            problems.notice(place, files.certificate() + " has expired: the others don't trust it");
        } catch (CertificateNotYetValidException e) {
            problems.notice(place, files.certificate() + " is not valid yet: the others don't trust it");
        }
        var listen = management.get(ManagementOptions.LISTEN).getAddress();
        if (tls.namesCount() && !listen.isAnyLocalAddress() && !listen.isLoopbackAddress() && !tls.isFor(listen)) {
            problems.notice(
                    place,
                    files.certificate() + " is not for " + IpAddress.text(listen)
                            + ", so that those who know it by a ca don't trust it under this address");
        }
    }

    static void report(Problems problems, Place place, CredentialException trouble) {
        if (trouble.denied()) {
            problems.notice(place, trouble.sentence() + "; the agent's has to");
        } else {
            problems.error(place, trouble.sentence(), trouble.mend());
        }
    }
}
