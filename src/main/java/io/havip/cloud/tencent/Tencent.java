package io.havip.cloud.tencent;

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
import io.havip.linux.Clock;
import io.havip.wire.IpAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tencent Cloud, as this node sees it. */
final class Tencent implements Provider {
    private final TencentSettings settings;
    private final ApiClient client;
    private final InstanceMetadata metadata;
    private final TencentNetwork network;
    private final Neighbourhood neighbourhood;
    private final Ports ports;

    /** @param environment the process's variables */
    Tencent(TencentSettings settings, CallLimits limits, Clock clock, Map<String, String> environment) {
        this.settings = settings;
        client = new ApiClient(limits, settings.authority());
        metadata = new InstanceMetadata(client, settings.metadata(), false);
        var region = new Region(settings.region(), metadata);
        var keys = new AccessKeys(TencentKeys.NAMES.source(settings.credentials(), environment, metadata), clock);
        var api = new TencentApi(client, TencentApi.NETWORK, settings.endpoint(), keys, region, clock);
        var machines = new TencentApi(client, TencentApi.MACHINES, machines(settings.endpoint()), keys, region, clock);
        network = new TencentNetwork(api);
        neighbourhood = new Neighbourhood(new TencentNeighbourhood(network, api, machines));
        ports = new Ports(this::ports);
    }

    /** Where the API of the instances is: beside that of their network, or where all is. */
    static URI machines(URI endpoint) {
        String other = "//" + TencentApi.MACHINES + ".";
        return URI.create(endpoint.toString().replace("//" + TencentApi.NETWORK + ".", other));
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
                held.add(new TencentAddress(network, ports, interfaceName, address));
                var publicAddress = settings.publicAddresses().get(each);
                if (publicAddress != null) {
                    held.add(new TencentPublicAddress(
                            network, ports, interfaceName, address, IpAddress.text(publicAddress)));
                }
            }
        }
        return held;
    }

    @Override
    public void inspect(String interfaceName, List<InetAddress> peers, Remarks remarks) throws InterruptedException {
        var port = remarks.ask("which interface " + interfaceName + " is", () -> ports.of(interfaceName));
        if (port.isPresent()) {
            neighbourhood.tell(port.get(), peers, remarks);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
