package io.havip.config;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.wire.IpAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether another node can be behind what is listed as one, as far as the configuration knows. Names are what they resolve to later. */
final class ManagementPeerChecks {
    private static final String OWN_ADDRESS = "give the node's own address";
    private static final String OTHERS_ONLY = "list the others only";
    private static final String LOCALHOST = "localhost";
    /** 255.255.255.255. */
    private static final int EVERYBODY = -1;

    private final InetSocketAddress listen;
    private final List<InstanceComposition> instances;
    private final Problems problems;

    /** What is wrong with an address, and what to do about it. */
    private record Refusal(String sentence, String mend) {}

    ManagementPeerChecks(InetSocketAddress listen, List<InstanceComposition> instances, Problems problems) {
        this.listen = listen;
        this.instances = instances;
        this.problems = problems;
    }

    void run(List<Located<InetSocketAddress>> peers) {
        var seen = new HashSet<InetSocketAddress>();
        for (var peer : peers) {
            var refusal = refusal(peer.value());
            if (refusal.isPresent()) {
                problems.error(
                        peer.place(), refusal.get().sentence(), refusal.get().mend());
            } else if (!seen.add(peer.value())) {
                problems.error(peer.place(), IpAddress.text(peer.value()) + " is listed twice", "list each node once");
            } else if (loopback(peer.value())) {
                problems.notice(
                        peer.place(),
                        IpAddress.host(peer.value())
                                + " is this host itself: another node answers there only at the end of a tunnel");
            }
        }
    }

    private static boolean loopback(InetSocketAddress peer) {
        return peer.isUnresolved()
                ? peer.getHostString().equals(LOCALHOST)
                : peer.getAddress().isLoopbackAddress();
    }

    private Optional<Refusal> refusal(InetSocketAddress peer) {
        if (peer.equals(listen)
                || listen.getAddress().isAnyLocalAddress()
                        && peer.getPort() == listen.getPort()
                        && (loopback(peer) || own().contains(peer.getAddress()))) {
            return Optional.of(new Refusal("this is where this node itself listens", OTHERS_ONLY));
        }
        return peer.isUnresolved() ? Optional.empty() : refusal(peer.getAddress());
    }

    private Optional<Refusal> refusal(InetAddress address) {
        String text = IpAddress.text(address);
        if (address.isAnyLocalAddress()) {
            return Optional.of(new Refusal(text + " is every address and no node's", OWN_ADDRESS));
        }
        if (address.isMulticastAddress()) {
            return Optional.of(new Refusal(text + " is a multicast group and no node's address", OWN_ADDRESS));
        }
        if (broadcasts(address)) {
            return Optional.of(new Refusal(text + " is a broadcast address and no node's", OWN_ADDRESS));
        }
        if (own().contains(address)) {
            return Optional.of(new Refusal(text + " is this node's own address", OTHERS_ONLY));
        }
        return instances.stream()
                .filter(instance -> instance.addresses().stream()
                        .anyMatch(virtual -> virtual.value().address().equals(address)))
                .findFirst()
                .map(instance -> new Refusal(
                        text + " is a virtual address of '" + instance.name().value()
                                + "': whichever node is active answers there, this one too",
                        OWN_ADDRESS));
    }

    /** Those that are written somewhere. */
    private Set<InetAddress> own() {
        return Stream.concat(
                        Stream.of(listen.getAddress()),
                        instances.stream()
                                .flatMap(instance -> instance.source().stream())
                                .map(Located::value))
                .filter(address -> !address.isAnyLocalAddress() && !address.isLoopbackAddress())
                .collect(Collectors.toSet());
    }

    /** To everybody, or to the network of a virtual address. */
    private boolean broadcasts(InetAddress address) {
        return address instanceof Inet4Address
                && Stream.concat(
                                Stream.of(EVERYBODY),
                                instances.stream()
                                        .flatMap(instance -> instance.addresses().stream())
                                        .flatMap(virtual -> broadcast(virtual.value()).stream()))
                        .anyMatch(number -> number == number(address));
    }

    private static Optional<Integer> broadcast(VirtualAddress virtual) {
        return virtual.address() instanceof Inet4Address && virtual.prefixLength() < Integer.SIZE - 1
                ? Optional.of(number(virtual.address()) | EVERYBODY >>> virtual.prefixLength())
                : Optional.empty();
    }

    private static int number(InetAddress address) {
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }
}
