package io.havip.cloud.aws;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallLimits;
import io.havip.cloud.CloudAddress;
import io.havip.cloud.Provider;
import io.havip.cloud.Remarks;
import io.havip.cloud.api.AccessKeys;
import io.havip.cloud.api.ApiClient;
import io.havip.cloud.api.InstanceMetadata;
import io.havip.cloud.api.Neighbourhood;
import io.havip.cloud.api.Port;
import io.havip.cloud.api.Ports;
import io.havip.cloud.api.Region;
import io.havip.cloud.api.Station;
import io.havip.linux.Clock;
import io.havip.wire.IpAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Amazon's EC2, as this node sees it. */
final class Aws implements Provider {
    private final AwsSettings settings;
    private final ApiClient client;
    private final InstanceMetadata metadata;
    private final Ec2Network network;
    private final Neighbourhood neighbourhood;
    private final Ports ports;

    /** @param environment the process's variables */
    Aws(AwsSettings settings, CallLimits limits, Clock clock, Map<String, String> environment) {
        this.settings = settings;
        client = new ApiClient(limits, settings.authority());
        metadata = new InstanceMetadata(client, settings.metadata(), true);
        var region = new Region(settings.region(), metadata);
        var keys = new AccessKeys(AwsKeys.NAMES.source(settings.credentials(), environment, metadata), clock);
        var api = new Ec2Api(client, settings.endpoint(), keys, region, clock);
        network = new Ec2Network(api);
        neighbourhood = new Neighbourhood(new Ec2Neighbourhood(api));
        ports = new Ports(this::ports);
    }

    private List<Port> ports() throws CallFailed, InterruptedException {
        return settings.interfaceId().isPresent()
                ? network.port(settings.interfaceId().get())
                : network.ports(metadata.name("instance-id"));
    }

    /** Of the private network's addresses, which are IPv4. */
    @Override
    public List<CloudAddress> addresses(String instance, String interfaceName, List<InetAddress> addresses) {
        var held = new ArrayList<CloudAddress>();
        for (var each : addresses) {
            if (each instanceof Inet4Address) {
                String address = IpAddress.text(each);
                if (settings.routeTables().isEmpty()) {
                    held.add(new SecondaryAddress(network, ports, interfaceName, address));
                }
                for (String table : settings.routeTables()) {
                    held.add(new RoutedAddress(network, ports, interfaceName, table, address));
                }
                var elastic = settings.elasticAddresses().get(each);
                if (elastic != null) {
                    held.add(new ElasticAddress(network, ports, interfaceName, address, IpAddress.text(elastic)));
                }
            }
        }
        return held;
    }

    @Override
    public void inspect(String interfaceName, List<InetAddress> peers, Remarks remarks) throws InterruptedException {
        var port = remarks.ask("which interface " + interfaceName + " is", () -> ports.of(interfaceName));
        var own = port.isPresent() ? neighbourhood.tell(port.get(), peers, remarks) : Optional.<Station>empty();
        own.ifPresent(station -> {
            boolean routed = !settings.routeTables().isEmpty();
            String id = station.port().id();
            if (routed && !station.forwards()) {
                remarks.error(
                        "the source/destination check of %s is on, which drops what a route leads there".formatted(id),
                        "switch it off");
            } else if (!routed && station.forwards()) {
                remarks.tell("the source/destination check of %s is off, which only route-tables need".formatted(id));
            }
        });
    }

    @Override
    public void close() {
        client.close();
    }
}
