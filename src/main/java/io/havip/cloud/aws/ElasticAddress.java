package io.havip.cloud.aws;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.api.Port;
import io.havip.cloud.api.Ports;
import java.util.Optional;

/** An elastic public address, which stands for a virtual one. */
final class ElasticAddress extends AwsAddress {
    private final String address;
    private final String publicAddress;

    ElasticAddress(Ec2Network network, Ports ports, String interfaceName, String address, String publicAddress) {
        super(network, ports, interfaceName);
        this.address = address;
        this.publicAddress = publicAddress;
    }

    @Override
    public String name() {
        return "%s for %s at %s".formatted(publicAddress, address, AwsSettings.NAME);
    }

    @Override
    public Reading read() throws CallFailed, InterruptedException {
        var port = port();
        var elastic = elastic();
        boolean here = elastic.port().equals(Optional.of(port.id()))
                && elastic.privateAddress().equals(Optional.of(address));
        return new Reading(here, elastic.port(), true, Optional.empty());
    }

    @Override
    Ec2Network.Change move(Port to) throws CallFailed, InterruptedException {
        return Ec2Network.associate(elastic(), address, to);
    }

    private Ec2Network.Elastic elastic() throws CallFailed, InterruptedException {
        return network.elastic(publicAddress)
                .orElseThrow(() -> new CallFailed(
                        Kind.FINAL,
                        "NoElasticAddress",
                        "this account has no elastic address %s in this region: allocate it".formatted(publicAddress),
                        Optional.empty()));
    }
}
