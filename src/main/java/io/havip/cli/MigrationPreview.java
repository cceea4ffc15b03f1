package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.config.ConfigReader;
import io.havip.config.GatewayConfig;
import io.havip.config.keepalived.KeepalivedOptions;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.migrate.RunningKeepalived;
import io.havip.wire.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a migration is told of before it begins: what runs here, what differs, and what will be lacking. */
final class MigrationPreview {
    /** Who the service is, as it is shipped. */
    private static final String USER = "havip";

    private final GatewayConfig config;
    private final Optional<Path> file;
    private final String configId;
    private final Optional<RunningKeepalived> keepalived;
    private final Set<InetAddress> here = addresses();

    /**
     * @param file where the gateway's configuration comes from; empty for its environment
     * @param configId what {@code @ID} lines in it are compared with
     */
    MigrationPreview(
            GatewayConfig config, Optional<Path> file, String configId, Optional<RunningKeepalived> keepalived) {
        this.config = config;
        this.file = file;
        this.configId = configId;
        this.keepalived = keepalived;
    }

    /** Whether this node has addresses. */
    boolean active() {
        return config.instances().stream().anyMatch(this::has);
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        keepalived.ifPresent(one -> describe(one, lines));
        lines.add("the gateway reads " + file.map(Path::toString).orElse("its environment"));
        keepalived
                .filter(one -> !file.equals(Optional.of(one.file())))
                .ifPresent(one -> lines.add("  ! which is not the file that keepalived reads: " + compared(one)));
        keepalived
                .flatMap(RunningKeepalived::configId)
                .filter(id -> !id.equals(configId))
                .ifPresent(id ->
                        lines.add("  ! keepalived was started with --config-id " + id + ": so must the gateway be"));
        config.instances().forEach(instance -> lines.add(describe(instance)));
        config.trackers()
                .scripts()
                .forEach(script -> lines.add("  script " + script.name() + ": " + String.join(" ", script.command())));
        lines.add(config.notices().isEmpty() ? "nothing differs in the configuration" : "what differs:");
        config.notices().forEach(notice -> lines.add("  " + notice));
        return lines;
    }

    /** What the service's user will lack, who is not root. */
    List<String> rights() {
        var lines = new ArrayList<String>();
        file.filter(MigrationPreview::isKeptFromService)
                .ifPresent(file -> lines.add(
                        "  ! the service runs as the user %1$s, who may not read %2$s: chgrp %1$s %2$s && chmod g+r %2$s"
                                .formatted(USER, file)));
        boolean programs = !config.trackers().scripts().isEmpty()
                || config.instances().stream()
                        .anyMatch(
                                instance -> !instance.notifications().scripts().isEmpty());
        if (programs) {
            lines.add("  ! the service runs its scripts as the user " + USER
                    + ", in a system that is read-only to it: see docs/production.md, and try them as that user");
        }
        return lines;
    }

    private static boolean isKeptFromService(Path file) {
        try {
            var attributes = Files.readAttributes(file, PosixFileAttributes.class);
            var permissions = attributes.permissions();
            boolean ofGroup =
                    attributes.group().getName().equals(USER) && permissions.contains(PosixFilePermission.GROUP_READ);
            return !ofGroup
                    && !permissions.contains(PosixFilePermission.OTHERS_READ)
                    && !attributes.owner().getName().equals(USER);
        } catch (IOException e) {
            return false;
        }
    }

    private static void describe(RunningKeepalived keepalived, List<String> lines) {
        lines.add("keepalived%s runs here, process %d%s, with %s"
                .formatted(
                        keepalived.version().map(version -> " " + version).orElse(""),
                        keepalived.pid(),
                        keepalived
                                .service()
                                .map(name -> " of the service " + name)
                                .orElse(""),
                        keepalived.file()));
        if (keepalived.hasOlderFile()) {
            lines.add(
                    "  ! that file was changed after keepalived began: unless it has read it again since, it runs with"
                            + " the former one");
        }
    }

    /** What the file that keepalived reads says of the same instances. */
    private String compared(RunningKeepalived one) {
        try {
            var theirs = ConfigReader.read(
                            one.file(), new KeepalivedOptions(one.configId().orElse(configId), false))
                    .instances();
            var others = config.instances().stream()
                    .filter(instance -> !theirs.contains(instance))
                    .map(InstanceSettings::name)
                    .collect(Collectors.joining(", "));
            return others.isEmpty() && theirs.size() == config.instances().size()
                    ? "its instances are the same"
                    : "its instances are not the same (" + others + "): see havip-gateway explain-config of both";
        } catch (ConfigException e) {
            return "that can't be used: " + e.getMessage();
        }
    }

    private String describe(InstanceSettings instance) {
        return "  %s: VRID %d on %s, priority %d, %s%s"
                .formatted(
                        instance.name(),
                        instance.router().vrid(),
                        instance.interfaceName(),
                        instance.router().priority(),
                        instance.moving().addresses().stream()
                                .map(address -> IpAddress.text(address.address()))
                                .collect(Collectors.joining(", ")),
                        has(instance) ? "; this node has them" : "");
    }

    private boolean has(InstanceSettings instance) {
        return instance.moving().addresses().stream()
                .map(VirtualAddress::address)
                .anyMatch(here::contains);
    }

    private static Set<InetAddress> addresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .collect(Collectors.toSet());
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }
}
