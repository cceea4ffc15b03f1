package io.havip.cloud.tencent;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.CloudAddress;
import io.havip.cloud.Gate;
import io.havip.cloud.Remarks;
import io.havip.cloud.api.Ports;
import io.havip.wire.IpAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A private address: an HAVIP, which moves to whoever announces it, or a secondary address of an interface, which the API moves.
 * Which of them it is, the first answer tells.
 */
final class TencentAddress implements CloudAddress {
    private final TencentNetwork network;
    private final Ports ports;
    private final String interfaceName;
    private final String address;
    /** Until it is known: nobody asks for an HAVIP to be moved. */
    private volatile boolean moving = true;

    TencentAddress(TencentNetwork network, Ports ports, String interfaceName, String address) {
        this.network = network;
        this.ports = ports;
        this.interfaceName = interfaceName;
        this.address = address;
    }

    @Override
    public String name() {
        return address + " at " + TencentSettings.NAME;
    }

    @Override
    public boolean movesByAnnouncement() {
        return moving;
    }

    @Override
    public Reading read() throws CallFailed, InterruptedException {
        var port = ports.of(interfaceName);
        var haVip = network.haVip(port, address);
        moving = haVip.isPresent();
        if (haVip.isPresent()) {
            var known = haVip.get();
            return new Reading(known.isAt(port), known.holder(), known.mayBeAt(port), Optional.empty());
        }
        var assigned = network.assigned(port, address);
        return new Reading(
                assigned.filter(holder -> holder.port().equals(port.id())).isPresent(),
                assigned.map(TencentNetwork.Assigned::port),
                assigned.filter(TencentNetwork.Assigned::primary).isEmpty(),
                Optional.empty());
    }

    @Override
    public Optional<String> claim(Reading seen, Gate gate) throws CallFailed, InterruptedException {
        if (moving) {
            throw new CallFailed(
                    Kind.FINAL, "HaVip", address + " is an HAVIP: it moves to whoever announces it", Optional.empty());
        }
        var port = ports.of(interfaceName);
        return seen.holder().isPresent()
                ? network.migrate(address, seen.holder().get(), port, gate)
                : network.assign(address, port, gate);
    }

    @Override
    public void inspect(Reading seen, List<InetAddress> peers, Remarks remarks) throws InterruptedException {
        if (!moving) {
            remarks.warning(
                    ("%s is no HAVIP: calls move it as a secondary address, and announcing it moves nothing; for one that"
                                    + " follows announcements apply in the console")
                            .formatted(address));
            remarks.ask("which addresses the subnet has", () -> network.subnet(ports.of(interfaceName)))
                    .ifPresent(subnet -> subnet.tell(name(), address, remarks));
            return;
        }
        remarks.tell(address + " is an HAVIP");
        for (var peer : peers) {
            if (peer instanceof Inet4Address) {
                inspect(IpAddress.text(peer), remarks);
            }
        }
    }

    private void inspect(String peer, Remarks remarks) throws InterruptedException {
        var may = remarks.ask("whether the peer %s may hold %s".formatted(peer, address), () -> {
            var port = ports.of(interfaceName);
            var known = network.haVip(port, address);
            return network.at(port, peer)
                    .map(station ->
                            known.filter(haVip -> haVip.mayBeAt(station.port())).isPresent());
        });
        may.flatMap(answer -> answer).ifPresent(allowed -> {
            if (allowed) {
                remarks.tell("%s: the peer %s may hold it too".formatted(name(), peer));
            } else {
                remarks.error(
                        "%s: the peer %s may not hold it".formatted(name(), peer),
                        "let it: its interface belongs into the subnet of the HAVIP, and into its drift range");
            }
        });
    }

    @Override
    public Progress progress(String task) throws CallFailed, InterruptedException {
        return network.progress(task);
    }
}
