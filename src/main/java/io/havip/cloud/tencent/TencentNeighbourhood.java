package io.havip.cloud.tencent;

import io.havip.cloud.CallFailed;
import io.havip.cloud.api.Admission;
import io.havip.cloud.api.ApiJson;
import io.havip.cloud.api.Cidr;
import io.havip.cloud.api.Neighbourhood;
import io.havip.cloud.api.Neighbourhood.Spread;
import io.havip.cloud.api.Port;
import io.havip.cloud.api.Station;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Security groups and placement at Tencent. */
final class TencentNeighbourhood implements Neighbourhood.View {
    /** Of the protocols that a policy can name, TCP, UDP, ICMP, ICMPV6, GRE and ALL, only this one has VRRP in it. */
    private static final String ALL = "ALL";

    private static final String ADVICE = "put both into a placement group, which keeps them on different hosts";

    private final TencentNetwork network;
    private final TencentApi api;
    private final TencentApi machines;

    /** @param machines the service {@code cvm} */
    TencentNeighbourhood(TencentNetwork network, TencentApi api, TencentApi machines) {
        this.network = network;
        this.api = api;
        this.machines = machines;
    }

    /**
     * Where an instance is.
     *
     * @param group the placement group; empty like whatever is not told
     * @param host a dedicated one
     */
    record Placed(String zone, String group, String host) {}

    @Override
    public Optional<Station> own(Port port) throws CallFailed, InterruptedException {
        return network.stations(port.id()).stream().findFirst();
    }

    @Override
    public Optional<Station> at(Port own, String address) throws CallFailed, InterruptedException {
        return network.at(own, address);
    }

    @Override
    public Admission admission(Station own, InetAddress address, Station peer) throws CallFailed, InterruptedException {
        var answers = EnumSet.noneOf(Admission.class);
        for (String group : own.groups()) {
            admission(
                            api.call("DescribeSecurityGroupPolicies", new JsonObject().put("SecurityGroupId", group)),
                            address,
                            peer.groups())
                    .ifPresent(answers::add);
        }
        // Which of several groups counts first is not told.
        return answers.isEmpty()
                ? Admission.NO
                : answers.size() == 1 ? answers.iterator().next() : Admission.UNKNOWN;
    }

    /** What the first policy says that is about the peer; empty where none is. */
    static Optional<Admission> admission(ApiJson response, InetAddress address, List<String> peerGroups) {
        for (var policy : response.at("/SecurityGroupPolicySet/Ingress").items()) {
            boolean all =
                    policy.get("Protocol").text().filter(ALL::equalsIgnoreCase).isPresent();
            if (isSet(policy, "/ServiceTemplate/Service") || all && isSet(policy, "/AddressTemplate/Address")) {
                return Optional.of(Admission.UNKNOWN);
            }
            boolean peers = policy.get("CidrBlock")
                            .text()
                            .filter(block -> Cidr.has(block, address))
                            .isPresent()
                    || policy.get("SecurityGroupId")
                            .text()
                            .filter(peerGroups::contains)
                            .isPresent();
            if (all && peers) {
                boolean accepts = policy.get("Action")
                        .text()
                        .filter("ACCEPT"::equalsIgnoreCase)
                        .isPresent();
                return Optional.of(accepts ? Admission.YES : Admission.NO);
            }
        }
        return Optional.empty();
    }

    /** A list of addresses or services by its name, which the answer does not tell. */
    private static boolean isSet(ApiJson policy, String pointer) {
        return policy.at(pointer + "Id").text().isPresent()
                || policy.at(pointer + "GroupId").text().isPresent();
    }

    @Override
    public Spread spread(Station own, Station peer) throws CallFailed, InterruptedException {
        var instances = List.of(own.port().instance(), peer.port().instance());
        var response =
                machines.call("DescribeInstances", new JsonObject().put("InstanceIds", new JsonArray(instances)));
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
        return !one.group().isEmpty() && one.group().equals(other.group())
                ? new Spread(true, "in the placement group " + one.group())
                : new Spread(false, "in no placement group together, so one host can have both; " + ADVICE);
    }

    static Placed placed(ApiJson response, String instance) {
        return response.get("InstanceSet").items().stream()
                .filter(item -> item.get("InstanceId").text().equals(Optional.of(instance)))
                .findFirst()
                .map(item -> new Placed(
                        item.at("/Placement/Zone").text().orElse(""),
                        item.get("DisasterRecoverGroupId").text().orElse(""),
                        item.at("/Placement/HostId").text().orElse("")))
                .orElse(new Placed("", "", ""));
    }

    private static boolean known(String one, String other) {
        return !one.isEmpty() && !other.isEmpty();
    }
}
