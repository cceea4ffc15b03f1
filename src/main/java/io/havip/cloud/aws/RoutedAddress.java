package io.havip.cloud.aws;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.api.Port;
import io.havip.cloud.api.Ports;
import java.util.Optional;

/** An address outside the private network that a route table leads to an interface, in any zone. */
final class RoutedAddress extends AwsAddress {
    private final String table;
    private final String destination;

    RoutedAddress(Ec2Network network, Ports ports, String interfaceName, String table, String address) {
        super(network, ports, interfaceName);
        this.table = table;
        this.destination = address + "/32";
    }

    @Override
    public String name() {
        return "%s in %s at %s".formatted(destination, table, AwsSettings.NAME);
    }

    @Override
    public Reading read() throws CallFailed, InterruptedException {
        var port = port();
        var route = network.route(table, destination)
                .orElseThrow(() -> new CallFailed(
                        Kind.FINAL,
                        "NoRoute",
                        "%s has no route to %s: create it once, to any of the nodes".formatted(table, destination),
                        Optional.empty()));
        return new Reading(route.port().equals(Optional.of(port.id())), route.port(), true, Optional.empty());
    }

    @Override
    Ec2Network.Change move(Port to) {
        return Ec2Network.replaceRoute(table, destination, to);
    }
}
