package io.havip.cloud.tencent;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.CloudAddress;
import io.havip.cloud.Gate;
import io.havip.cloud.api.Ports;
import java.util.Optional;

/**
 * An elastic public address on an HAVIP, with which it moves: bound once, where neither is bound yet, and never taken from anybody,
 * because the provider has no exchange that leaves no gap.
 */
final class TencentPublicAddress implements CloudAddress {
    private final TencentNetwork network;
    private final Ports ports;
    private final String interfaceName;
    private final String address;
    private final String publicAddress;

    TencentPublicAddress(
            TencentNetwork network, Ports ports, String interfaceName, String address, String publicAddress) {
        this.network = network;
        this.ports = ports;
        this.interfaceName = interfaceName;
        this.address = address;
        this.publicAddress = publicAddress;
    }

    @Override
    public String name() {
        return "%s on %s at %s".formatted(publicAddress, address, TencentSettings.NAME);
    }

    @Override
    public boolean movesByAnnouncement() {
        return false;
    }

    /** Here where it is on the HAVIP, whoever holds that. */
    @Override
    public Reading read() throws CallFailed, InterruptedException {
        var bound = haVip().publicAddress();
        boolean here = bound.filter(publicAddress::equals).isPresent();
        return new Reading(here, bound, here || bound.isEmpty(), Optional.empty());
    }

    @Override
    public Optional<String> claim(Reading seen, Gate gate) throws CallFailed, InterruptedException {
        return network.associate(haVip(), publicAddress, gate);
    }

    @Override
    public Progress progress(String task) throws CallFailed, InterruptedException {
        return network.progress(task);
    }

    private HaVip haVip() throws CallFailed, InterruptedException {
        return network.haVip(ports.of(interfaceName), address)
                .orElseThrow(() -> new CallFailed(
                        Kind.FINAL,
                        "NoHaVip",
                        "there is no HAVIP %s that %s could be bound to: create it in the console"
                                .formatted(address, publicAddress),
                        Optional.empty()));
    }
}
