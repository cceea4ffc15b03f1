package io.havip.cloud.tencent;

import static io.havip.cloud.tencent.TencentApi.filter;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.CloudAddress.Progress;
import io.havip.cloud.Gate;
import io.havip.cloud.Stranger;
import io.havip.cloud.api.ApiJson;
import io.havip.cloud.api.Port;
import io.havip.cloud.api.Station;
import io.havip.cloud.api.Subnet;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** What is asked of a private network, and of whom its addresses are. */
final class TencentNetwork {
    /** The most that the API answers at once. */
    private static final int LIMIT = 100;

    private final TencentApi api;

    TencentNetwork(TencentApi api) {
        this.api = api;
    }

    /**
     * A secondary address, or a primary one, of an interface.
     *
     * @param primary whether it can't be moved
     */
    record Assigned(String port, boolean primary) {}

    List<Port> ports(String instance) throws CallFailed, InterruptedException {
        return ports(describeInterfaces(filter("attachment.instance-id", instance)));
    }

    /** The one that has this name. */
    List<Port> port(String id) throws CallFailed, InterruptedException {
        return ports(named(id));
    }

    List<Station> stations(String id) throws CallFailed, InterruptedException {
        return stations(named(id));
    }

    private ApiJson named(String id) throws CallFailed, InterruptedException {
        return api.call(
                "DescribeNetworkInterfaces", new JsonObject().put("NetworkInterfaceIds", new JsonArray().add(id)));
    }

    /** Whether they forward is not told. */
    static List<Station> stations(ApiJson response) {
        return response.get("NetworkInterfaceSet").items().stream()
                .flatMap(item -> port(item).stream()
                        .map(port -> new Station(
                                port,
                                item.get("GroupSet").items().stream()
                                        .flatMap(group -> group.text().stream())
                                        .toList(),
                                false)))
                .toList();
    }

    static List<Port> ports(ApiJson response) {
        return response.get("NetworkInterfaceSet").items().stream()
                .flatMap(item -> port(item).stream())
                .toList();
    }

    private static Optional<Port> port(ApiJson item) {
        return item.get("NetworkInterfaceId")
                .text()
                .map(id -> new Port(
                        id,
                        item.at("/Attachment/InstanceId").text().orElse(""),
                        item.get("SubnetId").text().orElse(""),
                        item.get("VpcId").text().orElse(""),
                        item.get("MacAddress").text().orElse("")));
    }

    Optional<HaVip> haVip(Port port, String address) throws CallFailed, InterruptedException {
        var filters = new JsonArray().add(filter("vpc-id", port.network())).add(filter("vip", address));
        return HaVip.of(api.call("DescribeHaVips", new JsonObject().put("Filters", filters)), address);
    }

    /** What its interface is in. */
    Subnet subnet(Port port) throws CallFailed, InterruptedException {
        return subnet(
                api.call("DescribeSubnets", new JsonObject().put("SubnetIds", new JsonArray().add(port.subnet()))),
                port.subnet());
    }

    static Subnet subnet(ApiJson response, String id) {
        return new Subnet(
                id,
                response.get("SubnetSet").items().stream()
                        .filter(item -> item.get("SubnetId").text().equals(Optional.of(id)))
                        .flatMap(item -> item.get("CidrBlock").text().stream())
                        .map(Stranger::quoted)
                        .toList());
    }

    /** Whose the address is in the subnet; empty where it is nobody's. */
    Optional<Assigned> assigned(Port port, String address) throws CallFailed, InterruptedException {
        return assigned(describeInterfaces(filter("subnet-id", port.subnet()), filter("address-ip", address)), address);
    }

    /** The interface of the private network that has an address. */
    Optional<Station> at(Port own, String address) throws CallFailed, InterruptedException {
        return at(describeInterfaces(filter("vpc-id", own.network()), filter("address-ip", address)), address);
    }

    static Optional<Station> at(ApiJson response, String address) {
        return assigned(response, address)
                .flatMap(holder -> stations(response).stream()
                        .filter(station -> station.port().id().equals(holder.port()))
                        .findFirst());
    }

    /** The filter also finds addresses that end like this one. */
    static Optional<Assigned> assigned(ApiJson response, String address) {
        for (var item : response.get("NetworkInterfaceSet").items()) {
            for (var each : item.get("PrivateIpAddressSet").items()) {
                var id = item.get("NetworkInterfaceId").text();
                if (id.isPresent() && each.get("PrivateIpAddress").text().equals(Optional.of(address))) {
                    return Optional.of(
                            new Assigned(id.get(), each.get("Primary").isTrue()));
                }
            }
        }
        return Optional.empty();
    }

    private ApiJson describeInterfaces(JsonObject... filters) throws CallFailed, InterruptedException {
        return api.call(
                "DescribeNetworkInterfaces",
                new JsonObject().put("Filters", new JsonArray(List.of(filters))).put("Limit", LIMIT));
    }

    /** @return the task */
    Optional<String> migrate(String address, String from, Port to, Gate gate) throws CallFailed, InterruptedException {
        return task(api.call(
                "MigratePrivateIpAddress",
                new JsonObject()
                        .put("SourceNetworkInterfaceId", from)
                        .put("DestinationNetworkInterfaceId", to.id())
                        .put("PrivateIpAddress", address),
                gate));
    }

    /** Gives an address to the port that is nobody's. */
    Optional<String> assign(String address, Port to, Gate gate) throws CallFailed, InterruptedException {
        var addresses = new JsonArray().add(new JsonObject().put("PrivateIpAddress", address));
        return task(api.call(
                "AssignPrivateIpAddresses",
                new JsonObject().put("NetworkInterfaceId", to.id()).put("PrivateIpAddresses", addresses),
                gate));
    }

    Optional<String> associate(HaVip haVip, String publicAddress, Gate gate) throws CallFailed, InterruptedException {
        return task(api.call(
                "HaVipAssociateAddressIp",
                new JsonObject().put("HaVipId", haVip.id()).put("AddressIp", publicAddress),
                gate));
    }

    private static Optional<String> task(ApiJson response) {
        return response.get("RequestId").text();
    }

    Progress progress(String task) throws CallFailed, InterruptedException {
        return progress(api.call("DescribeVpcTaskResult", new JsonObject().put("TaskId", task)));
    }

    static Progress progress(ApiJson response) throws CallFailed {
        String status = response.get("Status").text().orElse("");
        return switch (status) {
            case "SUCCESS" -> Progress.DONE;
            case "RUNNING" -> Progress.RUNNING;
            default ->
                throw new CallFailed(
                        Kind.PASSING,
                        "Task." + Stranger.quoted(status),
                        "the task has failed: "
                                + Stranger.quoted(response.get("Output").text().orElse("it is not said why")),
                        Optional.empty());
        };
    }
}
