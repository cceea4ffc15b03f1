package io.havip.cloud.aws;

import io.havip.cloud.CallFailed;
import io.havip.cloud.Stranger;
import io.havip.cloud.api.Admission;
import io.havip.cloud.api.Cidr;
import io.havip.cloud.api.Neighbourhood;
import io.havip.cloud.api.Neighbourhood.Spread;
import io.havip.cloud.api.Port;
import io.havip.cloud.api.Station;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Security groups and placement in EC2. */
final class Ec2Neighbourhood implements Neighbourhood.View {
    /** All protocols, and VRRP's. */
    private static final Set<String> PROTOCOLS = Set.of("-1", "112");

    private static final String ADVICE =
            "put both into a spread placement group, which keeps them on distinct hardware";

    private final Ec2Api api;

    Ec2Neighbourhood(Ec2Api api) {
        this.api = api;
    }

    /**
     * Where an instance is.
     *
     * @param group the placement group; empty like whatever is not told
     * @param partition its number within the group
     * @param host a dedicated one
     */
    record Placed(String zone, String group, String partition, String host) {}

    @Override
    public Optional<Station> own(Port port) throws CallFailed, InterruptedException {
        return station(api.call("DescribeNetworkInterfaces", Map.of("NetworkInterfaceId.1", port.id())));
    }

    @Override
    public Optional<Station> at(Port own, String address) throws CallFailed, InterruptedException {
        return station(api.call(
                "DescribeNetworkInterfaces",
                Ec2Network.filters("vpc-id", own.network(), "addresses.private-ip-address", address)));
    }

    static Optional<Station> station(XmlElement response) {
        return Ec2Network.ports(response).stream().findFirst().map(port -> {
            var item = response.items("networkInterfaceSet", "item").stream()
                    .filter(each -> each.get("networkInterfaceId").equals(Optional.of(port.id())))
                    .findFirst()
                    .orElse(response);
            return new Station(
                    port,
                    texts(item.items("groupSet", "item", "groupId")),
                    item.get("sourceDestCheck").equals(Optional.of("false")));
        });
    }

    private static List<String> texts(List<XmlElement> elements) {
        return elements.stream().map(XmlElement::text).toList();
    }

    @Override
    public Admission admission(Station own, InetAddress address, Station peer) throws CallFailed, InterruptedException {
        return admission(api.call("DescribeSecurityGroups", numbered("GroupId", own.groups())), address, peer.groups());
    }

    /** Rules only allow, and those of all groups count. */
    static Admission admission(XmlElement response, InetAddress address, List<String> peerGroups) {
        var rules = response.items("securityGroupInfo", "item", "ipPermissions", "item").stream()
                .filter(rule ->
                        rule.get("ipProtocol").filter(PROTOCOLS::contains).isPresent())
                .toList();
        boolean admitted = rules.stream()
                .anyMatch(rule -> texts(rule.items("ipRanges", "item", "cidrIp")).stream()
                                .anyMatch(block -> Cidr.has(block, address))
                        || texts(rule.items("groups", "item", "groupId")).stream()
                                .anyMatch(peerGroups::contains));
        if (admitted) {
            return Admission.YES;
        }
        boolean listed = rules.stream()
                .anyMatch(rule -> !rule.items("prefixListIds", "item").isEmpty());
        return listed ? Admission.UNKNOWN : Admission.NO;
    }

    @Override
    public Spread spread(Station own, Station peer) throws CallFailed, InterruptedException {
        var instances = List.of(own.port().instance(), peer.port().instance());
        var response = api.call("DescribeInstances", numbered("InstanceId", instances));
        var one = placed(response, instances.getFirst());
        var other = placed(response, instances.getLast());
        if (known(one.zone(), other.zone()) && !one.zone().equals(other.zone())) {
            return new Spread(true, "in the zones %s and %s".formatted(one.zone(), other.zone()));
        }
        if (known(one.host(), other.host())) {
            return one.host().equals(other.host())
                    ? new Spread(false, "both on the dedicated host %s; %s".formatted(one.host(), ADVICE))
                    : new Spread(true, "on the dedicated hosts %s and %s".formatted(one.host(), other.host()));
        }
        if (one.group().isEmpty() || !one.group().equals(other.group())) {
            return new Spread(false, "in no placement group together, so one host can have both; " + ADVICE);
        }
        if (known(one.partition(), other.partition())) {
            return one.partition().equals(other.partition())
                    ? new Spread(
                            false, "both in partition %s of %s; %s".formatted(one.partition(), one.group(), ADVICE))
                    : new Spread(true, "in different partitions of " + one.group());
        }
        return spread(one.group());
    }

    private Spread spread(String group) throws CallFailed, InterruptedException {
        String strategy = api.call("DescribePlacementGroups", Map.of("GroupName.1", group))
                .get("placementGroupSet", "item", "strategy")
                .orElse("unknown");
        return strategy.equals("spread")
                ? new Spread(true, "in the spread placement group " + group)
                : new Spread(
                        false,
                        "in the placement group %s, whose strategy is %s; %s"
                                .formatted(group, Stranger.quoted(strategy), ADVICE));
    }

    static Placed placed(XmlElement response, String instance) {
        return response.items("reservationSet", "item", "instancesSet", "item").stream()
                .filter(item -> item.get("instanceId").equals(Optional.of(instance)))
                .findFirst()
                .map(item -> new Placed(
                        item.get("placement", "availabilityZone").orElse(""),
                        item.get("placement", "groupName").orElse(""),
                        item.get("placement", "partitionNumber").orElse(""),
                        item.get("placement", "hostId").orElse("")))
                .orElse(new Placed("", "", "", ""));
    }

    private static boolean known(String one, String other) {
        return !one.isEmpty() && !other.isEmpty();
    }

    private static Map<String, String> numbered(String name, List<String> values) {
        var parameters = new LinkedHashMap<String, String>();
        for (int i = 0; i < values.size(); i++) {
            parameters.put(name + "." + (i + 1), values.get(i));
        }
        return parameters;
    }
}
