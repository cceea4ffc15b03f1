package io.havip.cli;

import io.havip.config.GatewayConfig;
import io.havip.console.ControlSocket;
import io.havip.haproxy.HaproxySettings.HaproxyProcess.Supervised;
import io.havip.linux.AddressFilter;
import io.havip.linux.Capability;
import io.havip.linux.LinkLayer;
import io.havip.linux.LinkLayerException;
import io.havip.linux.Sysctl;
import io.havip.vrrp.Family;
import io.havip.wire.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What this machine would keep a gateway from, found before anything starts. */
final class Preflight {
    private Preflight() {}

    /** The first obstacle, with what mends it, in a sentence. */
    static Optional<String> obstacle(GatewayConfig config, Path control) {
        return missingCapabilities()
                .or(() -> unrefusable(config))
                .or(() -> occupied(config.management().listen()))
                .or(() -> answered(control));
    }

    /** What keeps a virtual router from its role for now, or HAProxy from its address, or is missed; each with what mends it. */
    static List<String> warnings(GatewayConfig config) {
        var warnings = new ArrayList<String>();
        missingLibrary().ifPresent(warnings::add);
        for (var instance : config.instances()) {
            missingInterface(instance.interfaceName()).ifPresent(warnings::add);
            for (var address : instance.moving().addresses()) {
                if (Family.of(address.address()) == Family.IPV6) {
                    withoutIpv6(address.interfaceName()).ifPresent(warnings::add);
                }
                unbindable(config, address.address()).ifPresent(warnings::add);
            }
        }
        return warnings.stream().distinct().toList();
    }

    /** Where the packet filter keeps VRRP out, each with what mends it; takes as long as {@code nft} does. */
    static List<String> filtered(GatewayConfig config) {
        return Firewall.read().stream()
                .flatMap(firewall -> config.instances().stream()
                        .flatMap(instance ->
                                firewall.chainsThatDropVrrp(instance.router().family()).stream()))
                .map(chain ->
                        "the firewall drops IP protocol 112, the advertisements of the other routers: nft insert rule "
                                + chain
                                + " meta l4proto 112 accept, or what it is called in your firewall's own configuration")
                .distinct()
                .toList();
    }

    private static Optional<String> missingInterface(String nameOrAddress) {
        try {
            var interfaces = NetworkInterface.networkInterfaces().toList();
            boolean present = interfaces.stream()
                    .anyMatch(known -> known.getName().equals(nameOrAddress)
                            || known.inetAddresses()
                                    .anyMatch(address -> IpAddress.text(address).equals(nameOrAddress)));
            return present
                    ? Optional.empty()
                    : Optional.of("there is no interface " + nameOrAddress + ", only "
                            + interfaces.stream()
                                    .map(NetworkInterface::getName)
                                    .sorted()
                                    .collect(Collectors.joining(", "))
                            + ": correct the configuration; a container sees the host's only with host networking");
        } catch (SocketException e) {
            return Optional.of("the interfaces can't be listed: " + e.getMessage());
        }
    }

    private static Optional<String> withoutIpv6(String interfaceName) {
        return sysctl("ipv6/conf/" + interfaceName + "/disable_ipv6").equals("1")
                ? Optional.of("IPv6 is switched off on " + interfaceName + ": set net.ipv6.conf.all.disable_ipv6=0 "
                        + "(Docker: --sysctl)")
                : Optional.empty();
    }

    /** A listener on the virtual address itself, which only one of the gateways has at a time. */
    private static Optional<String> unbindable(GatewayConfig config, InetAddress address) {
        String family = Family.of(address) == Family.IPV4 ? "ipv4" : "ipv6";
        if (!sysctl(family + "/ip_nonlocal_bind").equals("0")) {
            return Optional.empty();
        }
        return config.trackers()
                .haproxy()
                .flatMap(haproxy -> haproxy.process() instanceof Supervised supervised
                        ? Optional.of(supervised.configuration())
                        : Optional.empty())
                .filter(file -> listensOn(file, address))
                .map(file -> "HAProxy binds " + IpAddress.text(address) + ", which is not always here: set net."
                        + family + ".ip_nonlocal_bind=1 (Docker: --sysctl), or bind *: in " + file);
    }

    private static boolean listensOn(Path haproxyConfiguration, InetAddress address) {
        var listener = Pattern.compile(
                "\\s*bind\\s+(?!.*\\btransparent\\b)\\S*\\[?" + Pattern.quote(IpAddress.text(address)) + "]?:.*");
        try (var lines = Files.lines(haproxyConfiguration)) {
            return lines.anyMatch(line -> listener.matcher(line).matches());
        } catch (IOException | UncheckedIOException e) {
            return false; // HAProxy's own check says what is wrong with the file
        }
    }

    /** A setting of the kernel's below net; empty where there is no such setting. */
    private static String sysctl(String path) {
        return Sysctl.read(path).orElse("");
    }

    private static Optional<String> missingCapabilities() {
        var missing = Stream.of(Capability.NET_ADMIN, Capability.NET_RAW)
                .filter(capability -> !capability.held())
                .map(capability -> "CAP_" + capability)
                .collect(Collectors.joining(" and "));
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("the gateway lacks " + missing + ": run it as root or grant that (systemd:"
                        + " AmbientCapabilities=, Docker: --cap-add; without effect"
                        + " under no-new-privileges unless --user 0)");
    }

    private static Optional<String> missingLibrary() {
        try {
            LinkLayer.load();
            return Optional.empty();
        } catch (LinkLayerException e) {
            return Optional.of(e.getMessage()
                    + ". Until then a takeover is announced once and not again, nobody sees who else claims an address, and no packets"
                    + " are recorded");
        }
    }

    private static Optional<String> unrefusable(GatewayConfig config) {
        return config.instances().stream()
                                .allMatch(instance -> instance.moving().accept())
                        || AddressFilter.possible()
                ? Optional.empty()
                : Optional.of(
                        "traffic to addresses that are not accepted (no_accept, vrrp_strict, accept: false) is dropped"
                                + " by nftables, and the program nft does not run: install nftables, or accept it");
    }

    private static Optional<String> answered(Path control) {
        return ControlSocket.answers(control)
                ? Optional.of("another gateway runs here and answers at " + control
                        + ": end it, or give this one another path with --control")
                : Optional.empty();
    }

    /** Tried here, because the server that will listen there says the same at greater length and without a remedy. */
    private static Optional<String> occupied(InetSocketAddress management) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(management);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("metrics can't be served at " + IpAddress.text(management) + " (" + e.getMessage()
                    + "): free that port, or set management: listen: to another");
        }
    }
}
