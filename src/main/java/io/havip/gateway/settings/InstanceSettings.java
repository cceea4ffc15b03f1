package io.havip.gateway.settings;

import io.havip.announce.WatchedAddress;
import io.havip.observe.recorder.RecordedRouter;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.wire.VrrpCodec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One VRRP instance: a virtual router on an interface, its addresses and what it follows.
 *
 * @param name unique; the label {@code vrrp_instance} of the metrics
 * @param interfaceName where advertisements are sent and heard: a name, or an address that the interface has
 * @param router the protocol's settings
 * @param exchange how advertisements travel, and which of them count
 * @param moving what moves with the role
 * @param tracking what it follows
 * @param syncGroup the group that it moves together with
 * @param notifications who is told of its changes
 */
public record InstanceSettings(
        String name,
        String interfaceName,
        VirtualRouterSettings router,
        ExchangeSettings exchange,
        MovingSettings moving,
        TrackingSettings tracking,
        Optional<SyncGroupSettings> syncGroup,
        NotificationSettings notifications) {

    /** The virtual MAC that advertisements are sent with; unicast ones leave with the interface's own. */
    public Optional<VirtualMac> advertisingMac() {
        return exchange.transport() instanceof Transport.Multicast
                        && !moving.virtualMacs().isEmpty()
                ? moving.virtualMacs().stream().filter(VirtualMac::advertises).findFirst()
                : Optional.empty();
    }

    /** How many addresses its advertisements have room for on a link with this MTU. */
    public int room(int mtu) {
        return VrrpCodec.room(router.version(), router.family(), exchange.authentication(), mtu);
    }

    /** Where traffic for its addresses comes in. */
    public List<WatchedAddress> watchedAddresses() {
        return moving.addresses().stream()
                .map(address -> {
                    var mac = moving.virtualMacs().stream()
                            .filter(made -> made.interfaceName().equals(address.interfaceName()))
                            .findFirst();
                    return new WatchedAddress(
                            address.address(),
                            mac.map(VirtualMac::baseName).orElse(address.interfaceName()),
                            mac.map(VirtualMac::address));
                })
                .toList();
    }

    /** What is recorded of it. */
    public RecordedRouter recorded() {
        return new RecordedRouter(
                name,
                router.family(),
                router.vrid(),
                baseOf(interfaceName),
                Stream.concat(
                                Stream.of(interfaceName),
                                moving.virtualMacs().stream().map(VirtualMac::interfaceName))
                        .collect(Collectors.toSet()),
                exchange.transport().source(),
                watchedAddresses());
    }

    /** The interface beneath that of a virtual MAC; any other is its own. */
    public String baseOf(String interfaceName) {
        return moving.virtualMacs().stream()
                .filter(mac -> mac.interfaceName().equals(interfaceName))
                .map(VirtualMac::baseName)
                .findFirst()
                .orElse(interfaceName);
    }
}
