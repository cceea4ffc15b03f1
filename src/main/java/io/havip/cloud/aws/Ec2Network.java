package io.havip.cloud.aws;

import io.havip.cloud.CallFailed;
import io.havip.cloud.Gate;
import io.havip.cloud.Stranger;
import io.havip.cloud.api.Port;
import io.havip.cloud.api.Subnet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is asked of EC2, and of whom its addresses and routes are. */
final class Ec2Network {
    private static final String WOULD_SUCCEED = "DryRunOperation";

    private final Ec2Api api;

    Ec2Network(Ec2Api api) {
        this.api = api;
    }

    /**
     * A private address of an interface.
     *
     * @param primary whether it can't be moved
     */
    record Assigned(String port, String subnet, boolean primary) {}

    /**
     * An elastic address.
     *
     * @param port the interface that it is associated with, if it is
     * @param privateAddress the interface's address that it stands for
     */
    record Elastic(String allocation, Optional<String> port, Optional<String> privateAddress) {}

    /**
     * A route of a table.
     *
     * @param port the interface that it leads to; empty where it leads elsewhere, or that is gone
     */
    record Leading(Optional<String> port) {}

    /**
     * A call that moves something.
     *
     * @param dry whether it has the parameter {@code DryRun}
     */
    record Change(String action, Map<String, String> parameters, boolean dry) {}

    void make(Change change, Gate gate) throws CallFailed, InterruptedException {
        api.call(change.action(), change.parameters(), gate);
    }

    /** Asks whether it may be made, and makes nothing of it; only for one that is {@link Change#dry}. */
    void rehearse(Change change) throws CallFailed, InterruptedException {
        var parameters = new LinkedHashMap<>(change.parameters());
        parameters.put("DryRun", "true");
        try {
            api.call(change.action(), parameters);
        } catch (CallFailed e) {
            if (!e.code().equals(WOULD_SUCCEED)) {
                throw e;
            }
        }
    }

    List<Port> ports(String instance) throws CallFailed, InterruptedException {
        return ports(api.call("DescribeNetworkInterfaces", filters("attachment.instance-id", instance)));
    }

    /** The one that has this name. */
    List<Port> port(String id) throws CallFailed, InterruptedException {
        return ports(api.call("DescribeNetworkInterfaces", Map.of("NetworkInterfaceId.1", id)));
    }

    static List<Port> ports(XmlElement response) {
        return response.items("networkInterfaceSet", "item").stream()
                .flatMap(item -> item.get("networkInterfaceId").stream()
                        .map(id -> new Port(
                                id,
                                item.get("attachment", "instanceId").orElse(""),
                                item.get("subnetId").orElse(""),
                                item.get("vpcId").orElse(""),
                                item.get("macAddress").orElse(""))))
                .toList();
    }

    /** What its interface is in. */
    Subnet subnet(Port port) throws CallFailed, InterruptedException {
        return subnet(api.call("DescribeSubnets", Map.of("SubnetId.1", port.subnet())), port.subnet());
    }

    static Subnet subnet(XmlElement response, String id) {
        return new Subnet(
                id,
                response.items("subnetSet", "item").stream()
                        .filter(item -> item.get("subnetId").equals(Optional.of(id)))
                        .flatMap(item -> item.get("cidrBlock").stream())
                        .map(Stranger::quoted)
                        .toList());
    }

    /** Whose the address is in the private network; empty where it is nobody's. */
    Optional<Assigned> assigned(Port port, String address) throws CallFailed, InterruptedException {
        return assigned(
                api.call(
                        "DescribeNetworkInterfaces",
                        filters("vpc-id", port.network(), "addresses.private-ip-address", address)),
                address);
    }

    static Optional<Assigned> assigned(XmlElement response, String address) {
        for (var item : response.items("networkInterfaceSet", "item")) {
            for (var each : item.items("privateIpAddressesSet", "item")) {
                var id = item.get("networkInterfaceId");
                if (id.isPresent() && each.get("privateIpAddress").equals(Optional.of(address))) {
                    return Optional.of(
                            new Assigned(id.get(), item.get("subnetId").orElse(""), each.isTrue("primary")));
                }
            }
        }
        return Optional.empty();
    }

    static Change assign(String address, Port to) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("NetworkInterfaceId", to.id());
        parameters.put("PrivateIpAddress.1", address);
        parameters.put("AllowReassignment", "true");
        return new Change("AssignPrivateIpAddresses", parameters, false);
    }

    /** Empty where this account has no such address. */
    Optional<Elastic> elastic(String publicAddress) throws CallFailed, InterruptedException {
        return elastic(api.call("DescribeAddresses", filters("public-ip", publicAddress)), publicAddress);
    }

    static Optional<Elastic> elastic(XmlElement response, String publicAddress) {
        return response.items("addressesSet", "item").stream()
                .filter(item -> item.get("publicIp").equals(Optional.of(publicAddress)))
                .findFirst()
                .flatMap(item -> item.get("allocationId")
                        .map(id -> new Elastic(id, item.get("networkInterfaceId"), item.get("privateIpAddress"))));
    }

    static Change associate(Elastic elastic, String address, Port to) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("AllocationId", elastic.allocation());
        parameters.put("NetworkInterfaceId", to.id());
        parameters.put("PrivateIpAddress", address);
        parameters.put("AllowReassociation", "true");
        return new Change("AssociateAddress", parameters, true);
    }

    /** Empty where the table has no route to it. */
    Optional<Leading> route(String table, String destination) throws CallFailed, InterruptedException {
        return route(api.call("DescribeRouteTables", Map.of("RouteTableId.1", table)), destination);
    }

    static Optional<Leading> route(XmlElement response, String destination) {
        return response.items("routeTableSet", "item", "routeSet", "item").stream()
                .filter(item -> item.get("destinationCidrBlock").equals(Optional.of(destination)))
                .findFirst()
                .map(item -> new Leading(item.get("networkInterfaceId")
                        .filter(_ -> !item.get("state").equals(Optional.of("blackhole")))));
    }

    static Change replaceRoute(String table, String destination, Port to) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("DestinationCidrBlock", destination);
        parameters.put("NetworkInterfaceId", to.id());
        parameters.put("RouteTableId", table);
        return new Change("ReplaceRoute", parameters, true);
    }

    /** @param namesAndValues one after the other */
    static Map<String, String> filters(String... namesAndValues) {
        var parameters = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String filter = "Filter." + (i / 2 + 1);
            parameters.put(filter + ".Name", namesAndValues[i]);
            parameters.put(filter + ".Value.1", namesAndValues[i + 1]);
        }
        return parameters;
    }
}
