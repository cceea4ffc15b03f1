package io.havip.cloud.aws;

import io.havip.cloud.CallFailed;
import io.havip.cloud.Remarks;
import io.havip.cloud.api.Port;
import io.havip.cloud.api.Ports;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** A secondary private address of an interface, with which an elastic one moves along. */
final class SecondaryAddress extends AwsAddress {
    private final String address;

    SecondaryAddress(Ec2Network network, Ports ports, String interfaceName, String address) {
        super(network, ports, interfaceName);
        this.address = address;
    }

    @Override
    public String name() {
        return address + " at " + AwsSettings.NAME;
    }

    @Override
    public Reading read() throws CallFailed, InterruptedException {
        var port = port();
        var assigned = network.assigned(port, address);
        return new Reading(
                assigned.filter(holder -> holder.port().equals(port.id())).isPresent(),
                assigned.map(Ec2Network.Assigned::port),
                assigned.map(holder -> !holder.primary() && holder.subnet().equals(port.subnet()))
                        .orElse(true),
                Optional.empty());
    }

    @Override
    Ec2Network.Change move(Port to) {
        return Ec2Network.assign(address, to);
    }

    @Override
    public void inspect(Reading seen, List<InetAddress> peers, Remarks remarks) throws InterruptedException {
        var subnet = remarks.ask("which addresses the subnet has", () -> network.subnet(port()));
        subnet.ifPresent(known -> known.tell(name(), address, remarks));
        super.inspect(seen, peers, remarks);
    }
}
