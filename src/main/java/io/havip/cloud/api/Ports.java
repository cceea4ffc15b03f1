package io.havip.cloud.api;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.wire.MacAddress;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Which of this node's ports an interface of Linux is: the one with the same MAC address, or the only one. Asked once. */
public final class Ports {
    private final Lookup lookup;
    private final Function<String, Optional<MacAddress>> macs;
    private final Map<String, Port> known = new ConcurrentHashMap<>();

    /** The node's ports, as the API tells them. */
    @FunctionalInterface
    public interface Lookup {
        List<Port> read() throws CallFailed, InterruptedException;
    }

    public Ports(Lookup lookup) {
        this(lookup, Ports::mac);
    }

    Ports(Lookup lookup, Function<String, Optional<MacAddress>> macs) {
        this.lookup = lookup;
        this.macs = macs;
    }

    /** @param interfaceName its name, or an address that it has */
    public Port of(String interfaceName) throws CallFailed, InterruptedException {
        var last = known.get(interfaceName);
        if (last != null) {
            return last;
        }
        var ports = lookup.read();
        var mac = macs.apply(interfaceName).map(MacAddress::toString);
        var found = ports.stream()
                .filter(port -> mac.filter(port.mac()::equalsIgnoreCase).isPresent())
                .findFirst()
                .or(() -> ports.size() == 1 ? Optional.of(ports.getFirst()) : Optional.empty())
                .orElseThrow(() -> new CallFailed(
                        Kind.FINAL,
                        "Interface",
                        "of this node's %d interfaces at the provider none has the MAC address of %s: name it as interface-id"
                                .formatted(ports.size(), interfaceName),
                        Optional.empty()));
        known.put(interfaceName, found);
        return found;
    }

    private static Optional<MacAddress> mac(String interfaceName) {
        try {
            return Optional.ofNullable(NetworkInterface.getByName(interfaceName))
                    .or(() -> withAddress(interfaceName))
                    .flatMap(Ports::hardwareAddress)
                    .map(MacAddress::of);
        } catch (SocketException e) {
            return Optional.empty();
        }
    }

    private static Optional<NetworkInterface> withAddress(String text) {
        try {
            return Optional.ofNullable(NetworkInterface.getByInetAddress(InetAddress.ofLiteral(text)));
        } catch (SocketException | IllegalArgumentException neitherNameNorAddress) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> hardwareAddress(NetworkInterface port) {
        try {
            return Optional.ofNullable(port.getHardwareAddress());
        } catch (SocketException e) {
            return Optional.empty();
        }
    }
}
