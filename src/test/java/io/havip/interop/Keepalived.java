package io.havip.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.havip.gateway.settings.Instances;
import io.havip.gateway.settings.Transport;
import io.havip.testing.NetworkLab;
import io.havip.testing.Realtime;
import io.havip.testing.Requirement;
import io.havip.testing.Service;
import io.havip.vrrp.Authentication;
import io.havip.wire.ChecksumForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** keepalived as a router in a namespace of a lab. */
public final class Keepalived implements OtherRouter {
    static final Path PROGRAM = Path.of("/usr/sbin/keepalived");
    /** Since 2.2.8; older ones ignore it, with a warning. */
    private static final String MESSAGE_ONLY_CHECKSUM = "v3_checksum_as_v2";

    private final Path folder;
    private final Service service;

    private Keepalived(NetworkLab lab, String namespace, String configuration, List<String> program) {
        try {
            folder = Files.createTempDirectory("keepalived");
            Files.writeString(folder.resolve("keepalived.conf"), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var command = new ArrayList<>(program);
        command.addAll(List.of("--dont-fork", "--log-console", "--vrrp"));
        command.addAll(List.of("--use-file", folder.resolve("keepalived.conf").toString()));
        command.addAll(List.of("--pid", folder.resolve("keepalived.pid").toString()));
        command.addAll(List.of("--vrrp_pid", folder.resolve("vrrp.pid").toString()));
        service = Service.start(lab, namespace, Realtime.command(command).toArray(String[]::new));
    }

    /** With the settings of one of our own instances. */
    public static Keepalived start(NetworkLab lab, String namespace, Instances instances) {
        return start(lab, namespace, configuration(instances));
    }

    static Keepalived start(NetworkLab lab, String namespace, Instances instances, List<String> program) {
        return new Keepalived(lab, namespace, configuration(instances), program);
    }

    /** @param configuration a keepalived.conf */
    public static Keepalived start(NetworkLab lab, String namespace, String configuration) {
        Requirement.KEEPALIVED.ensure();
        return new Keepalived(lab, namespace, configuration, List.of(PROGRAM.toString()));
    }

    static Keepalived start(NetworkLab lab, String namespace, String configuration, List<String> program) {
        return new Keepalived(lab, namespace, configuration, program);
    }

    /** Whether the installed one is new enough for it. */
    static boolean knowsMessageOnlyChecksum() {
        try {
            return Files.isExecutable(PROGRAM)
                    && Files.readString(PROGRAM, ISO_8859_1).contains(MESSAGE_ONLY_CHECKSUM);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the installed one drops advertisements with other addresses than its own, as those before 2.3 do. */
    static boolean dropsOtherAddresses() {
        if (!Files.isExecutable(PROGRAM)) {
            return false;
        }
        try {
            var process = new ProcessBuilder(PROGRAM.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            try (var lines = process.inputReader()) {
                return lines.lines().anyMatch(line -> line.matches("Keepalived v(1|2\\.[0-2])\\..*"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void kill() {
        service.killAll();
        service.exitStatus();
    }

    @Override
    public void stop() {
        service.signal("TERM");
        service.exitStatus();
    }

    @Override
    public void close() {
        service.close();
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param lines of the instance, beside those that say the same as ours */
    public static String configuration(Instances instances, String... lines) {
        return """
            vrrp_instance VI_1 {
                version %d
                state BACKUP
                interface %s
                virtual_router_id %d
                priority %d
                advert_int %s
                %s
                %s
                %s
                %s
                %s
                %s
                virtual_ipaddress { %s }
            }
            """.formatted(
                        instances.version().number(),
                        Instances.INTERFACE,
                        Instances.VRID,
                        instances.priority(),
                        String.format(Locale.ROOT, "%.2f", instances.intervalNanos() / 1e9),
                        instances.preempt() ? "" : "nopreempt",
                        instances.checksum() == ChecksumForm.MESSAGE_ONLY ? MESSAGE_ONLY_CHECKSUM : "",
                        authentication(instances.authentication()),
                        transport(instances.transport()),
                        instances.virtualMac() ? "use_vmac" : "",
                        String.join("\n", lines),
                        String.join("\n", instances.addresses()));
    }

    private static String authentication(Authentication authentication) {
        return switch (authentication) {
            case Authentication.None() -> "";
            case Authentication.Password(var password) ->
                "authentication { auth_type PASS\n auth_pass %s }".formatted(password);
            case Authentication.Hmac hmac ->
                "auth_hmac { key %1$d hex:%2$s\n active_key %1$d }"
                        .formatted(hmac.activeKey(), hmac.signingKey().hex());
        };
    }

    private static String transport(Transport transport) {
        var source = transport
                .source()
                .map(address -> "unicast_src_ip " + address.getHostAddress())
                .orElse("");
        return switch (transport) {
            case Transport.Multicast _ -> "";
            case Transport.Unicast unicast ->
                source
                        + "\nunicast_peer { %s }"
                                .formatted(unicast.peers().stream()
                                        .map(InetAddress::getHostAddress)
                                        .collect(Collectors.joining("\n")));
        };
    }
}
