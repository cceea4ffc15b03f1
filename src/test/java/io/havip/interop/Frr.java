package io.havip.interop;

import static org.awaitility.Awaitility.await;

import io.havip.gateway.settings.Instances;
import io.havip.testing.NetworkLab;
import io.havip.testing.Realtime;
import io.havip.testing.Service;
import io.havip.vrrp.Family;
import io.havip.wire.ChecksumForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * FRR's vrrpd, and zebra, which it needs, as a router in a namespace of a lab. It binds no address: it takes the link of a
 * macvlan with the virtual MAC address and all addresses, which somebody has made for it, up or down.
 */
final class Frr implements OtherRouter {
    private static final Path PROGRAMS = Path.of("/usr/lib/frr");
    private static final String MACVLAN = "vrrp";

    private final Path folder;
    private final Service zebra;
    private final Service vrrpd;

    private Frr(NetworkLab lab, String namespace, Instances instances) {
        makeMacvlan(lab, namespace, instances);
        try {
            folder = Files.createTempDirectory("frr");
            Files.createFile(folder.resolve("zebra.conf"));
            Files.writeString(folder.resolve("vrrpd.conf"), configuration(instances));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        zebra = start(lab, namespace, "zebra");
        await().until(() -> Files.exists(folder.resolve("zserv")));
        vrrpd = start(lab, namespace, "vrrpd");
    }

    static Frr start(NetworkLab lab, String namespace, Instances instances) {
        return new Frr(lab, namespace, instances);
    }

    private Service start(NetworkLab lab, String namespace, String program) {
        var command = new ArrayList<>(Trixie.command(PROGRAMS.resolve(program)));
        command.addAll(List.of("--user", "root", "--group", "root", "--log", "stdout"));
        command.addAll(
                List.of("--config_file", folder.resolve(program + ".conf").toString()));
        command.addAll(List.of("--pid_file", folder.resolve(program + ".pid").toString()));
        command.addAll(List.of("--socket", folder.resolve("zserv").toString()));
        command.addAll(List.of("--vty_socket", folder.toString()));
        return Service.start(lab, namespace, Realtime.command(command).toArray(String[]::new));
    }

    /** One that a former run has left is taken again. */
    private static void makeMacvlan(NetworkLab lab, String namespace, Instances instances) {
        if (lab.run(namespace, "ip", "-oneline", "link").contains(" " + MACVLAN + "@")) {
            return;
        }
        lab.run(
                namespace,
                ("ip link add link %s %s address 00:00:5e:00:%s:%02x type macvlan mode bridge")
                        .formatted(
                                Instances.INTERFACE,
                                MACVLAN,
                                family(instances) == Family.IPV4 ? "01" : "02",
                                Instances.VRID)
                        .split(" "));
        for (var address : instances.addresses()) {
            lab.run(namespace, "ip", "address", "add", address, "dev", MACVLAN);
        }
        // As vrrpd leaves it on a standby router: until it takes charge, nobody has the addresses.
        lab.run(namespace, "ip", "link", "set", MACVLAN, "up", "protodown", "on");
    }

    private static Family family(Instances instances) {
        return instances.settings().router().family();
    }

    private static String configuration(Instances instances) {
        var family = family(instances) == Family.IPV4 ? "ip" : "ipv6";
        var lines = Stream.concat(
                Stream.of(
                        "vrrp %d version " + instances.version().number(),
                        "vrrp %d priority " + instances.priority(),
                        "vrrp %d advertisement-interval " + instances.intervalNanos() / 1_000_000,
                        instances.preempt() ? "vrrp %d preempt" : "no vrrp %d preempt",
                        instances.checksum() == ChecksumForm.PSEUDO_HEADER
                                ? "vrrp %d checksum-with-ipv4-pseudoheader"
                                : "no vrrp %d checksum-with-ipv4-pseudoheader"),
                instances.addresses().stream().map(address -> "vrrp %d " + family + " " + address.split("/")[0]));
        return "interface %s\n".formatted(Instances.INTERFACE)
                + lines.map(line -> " " + line.formatted(Instances.VRID) + "\n").collect(Collectors.joining())
                + "exit\n";
    }

    @Override
    public void kill() {
        vrrpd.killAll();
        vrrpd.exitStatus();
        zebra.killAll();
        zebra.exitStatus();
    }

    @Override
    public void stop() {
        vrrpd.signal("TERM");
        vrrpd.exitStatus();
    }

    @Override
    public void close() {
        vrrpd.close();
        zebra.close();
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
